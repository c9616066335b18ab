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
  pay(): void;
}

/** Calls WeChat's own payment sheet; only the result page, which asks the shop, is believed. */
export function wechatPay(): AlpineComponent<WechatPay> {
  return {
    outside: false,
    pay() {
      const { call = "{}", then = "/" } = this.$root.dataset;
      if (!window.WeixinJSBridge) {
        this.outside = true;
        return;
      }
      window.WeixinJSBridge.invoke("getBrandWCPayRequest", JSON.parse(call), (answer) => {
        if (answer.err_msg === "get_brand_wcpay_request:ok") location.assign(then);
      });
    },
  };
}
