"""WeChat's open platform, where a page learns who its shopper is with WeChat."""

import secrets
from urllib.parse import urlencode

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Redirect

from hutong.simulators.keys import WECHAT_APP


@get("/open/connect/oauth2/authorize", sync_to_thread=False)
def recognise(redirect_uri: FromQuery[str], state: State) -> Response[None]:  # noqa: ARG001
    """`snsapi_base` asks nobody: straight back with a code."""
    joined = "&" if "?" in redirect_uri else "?"
    words = urlencode({"code": secrets.token_hex(16), "state": "pay"})
    return Redirect(f"{redirect_uri}{joined}{words}")


@get("/sns/oauth2/access_token", sync_to_thread=False)
def who(state: State, appid: FromQuery[str], secret: FromQuery[str]) -> dict[str, object]:
    """One simulated person pays in this WeChat."""
    if (appid, secret) != (WECHAT_APP, state.desk.keys.text("wechat/app_secret")):
        return {"errcode": 40001, "errmsg": "invalid credential"}
    return {"access_token": secrets.token_hex(16), "openid": "oSimulatedShopper000000000001"}
