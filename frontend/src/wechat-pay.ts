import type { AlpineComponent } from "alpinejs";

/** What WeChat puts into the pages that it shows. */
interface Bridge {
  invoke(name: string, call: unknown, then: (answer: { err_msg: string }) => void): void;
}

declare global {
  interface Window {
    WeixinJSBridge?: Bridge;
  }
}

interface WechatPay {
  outside: boolean;
  cancelled: boolean;
  failed: boolean;
  pay(): void;
}

const ANSWER = "get_brand_wcpay_request:";

/** Calls WeChat's own payment sheet; only the result page, which asks the shop, is believed. */
export function wechatPay(): AlpineComponent<WechatPay> {
  return {
    outside: false,
    cancelled: false,
    failed: false,
    pay() {
      const { call = "{}", then = "/" } = this.$root.dataset;
      if (!window.WeixinJSBridge) {
        this.outside = true;
        return;
      }
      window.WeixinJSBridge.invoke("getBrandWCPayRequest", JSON.parse(call), (answer) => {
        if (answer.err_msg === `${ANSWER}ok`) location.assign(then);
        this.cancelled = answer.err_msg === `${ANSWER}cancel`;
        this.failed = answer.err_msg.startsWith(`${ANSWER}fail`);
      });
    },
  };
}
