// Menus that a button opens; Escape closes them and gives the focus back.
import { el } from "./dom.js";

const MENUS = { menu: "more", "attach-menu": "attach", commands: "commands-open" };

export function closeMenus() {
  for (const [menu, button] of Object.entries(MENUS)) {
    el(menu).hidden = true;
    el(button).setAttribute("aria-expanded", "false");
  }
}

export function openMenu(menu) {
  closeMenus();
  el(menu).hidden = false;
  el(MENUS[menu]).setAttribute("aria-expanded", "true");
}

// fill: called before a menu opens, by the menu's name.
export function startMenus(fill) {
  for (const [menu, button] of Object.entries(MENUS)) {
    el(button).addEventListener("click", (event) => {
      event.stopPropagation();
      if (!el(menu).hidden) {
        closeMenus();
        return;
      }
      if (fill[menu]) fill[menu]();
      openMenu(menu);
      // Opened by keyboard: the focus goes in.
      if (event.detail === 0) el(menu).querySelector("button:not([hidden])")?.focus();
    });
  }
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = Object.keys(MENUS).find((menu) => !el(menu).hidden);
    if (!open) return;
    const inside = el(open).contains(document.activeElement);
    closeMenus();
    if (inside) (open === "commands" ? el("text") : el(MENUS[open])).focus();
  });
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
}
