from hutong.kernel.sealing import Box
from hutong.kernel.settings import Settings
from hutong.payments.gateway import Gateways
from hutong.payments.gateways.sandbox import SandboxGateway

SANDBOX_MERCHANT = "hutong"


def connect(settings: Settings) -> Gateways:
    """The payment providers of this installation, in the order in which they are offered."""
    if not settings.sandbox:
        return {}
    sandbox = SandboxGateway(
        base_url=f"{settings.public_url}/sandbox/api",
        merchant=SANDBOX_MERCHANT,
        secret=Box(settings.secret.get_secret_value()).sign("sandbox", SANDBOX_MERCHANT),
        notify_url=f"{settings.public_url}/notify/sandbox",
    )
    return {sandbox.name: sandbox}
