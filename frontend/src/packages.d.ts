declare module "@alpinejs/csp" {
  import Alpine from "alpinejs";
  export default Alpine;
}

declare module "htmx-ext-sse";
