// The browser's side of `shuzhi serve`: reloads a page when its own bytes changed, swaps style sheets, shows errors.
//
// One tab, the leader, listens to the server and tells the others: a browser opens no more than six connections to
// a host, and an event stream keeps one for good.
(function () {
  "use strict";

  /** @typedef {{severity: string, code: string, message: string, help: string, path: string, line: number | null,
   *   column: number | null, width: number | null, text: string | null, skipped: number | null}} Problem */
  /** @typedef {{version: number, page: string | null, styles: string[], follow: string | null, followed: number,
   *   error_count: number, errors: Problem[]}} State */

  var script = /** @type {HTMLScriptElement} */ (document.currentScript);
  var identity = script.dataset.page || "";
  var version = Number(script.dataset.version);
  var isChinese = script.dataset.language !== "en";
  var POLL = 1000;
  var SCROLL = "shuzhi-scroll";
  var FOLDED = "shuzhi-folded";

  /** @param {string} chinese @param {string} english */
  function words(chinese, english) {
    return isChinese ? chinese : english;
  }

  // The state of the site, for this page.

  var isAsking = false;
  var asksAgain = false;

  /** Asks the server what its state means for this page; one question at a time. */
  function ask() {
    if (isAsking) {
      asksAgain = true;
      return;
    }
    isAsking = true;
    asksAgain = false;
    fetch("/__shuzhi/state?page=" + encodeURIComponent(location.pathname), { cache: "no-store" })
      .then(function (response) { return response.json(); })
      .then(show, function () { /* The server is gone; the stream tells when it is back. */ })
      .then(function () {
        isAsking = false;
        if (asksAgain) ask();
      });
  }

  /** @param {State} state */
  function show(state) {
    var before = version;
    version = state.version;
    if (state.follow && state.followed > before && document.visibilityState === "visible" && state.follow !== location.pathname) {
      location.assign(state.follow);
      return;
    }
    if (state.page !== null && state.page !== identity) {
      reload();
      return;
    }
    swapStyles(state.styles);
    // The status page tells of them by itself.
    if (location.pathname !== "/__shuzhi/") showErrors(state);
    showNotice(state.page === null && identity !== "" && state.error_count === 0);
  }

  function reload() {
    store(SCROLL, JSON.stringify([location.pathname, scrollX, scrollY]));
    location.reload();
  }

  /** Goes back to where the page was before it was reloaded. */
  function restoreScroll() {
    var kept = stored(SCROLL);
    if (!kept) return;
    store(SCROLL, "");
    var place = JSON.parse(kept);
    if (place[0] !== location.pathname) return;
    history.scrollRestoration = "manual";
    var restore = function () { scrollTo(place[1], place[2]); };
    restore();
    // Pictures and fonts may move the text once more.
    addEventListener("load", function () {
      restore();
      requestAnimationFrame(function () { history.scrollRestoration = "auto"; });
    });
  }

  /** @param {string} key @param {string} value */
  function store(key, value) {
    try {
      sessionStorage.setItem(key, value);
    } catch (error) { /* Storage may be switched off; the page then begins at its top. */ }
  }

  /** @param {string} key */
  function stored(key) {
    try {
      return sessionStorage.getItem(key) || "";
    } catch (error) {
      return "";
    }
  }

  // Style sheets.

  /** The address of a style sheet without the fingerprint of its bytes. @param {string} url */
  function plain(url) {
    return url.replace(/\.[0-9a-f]{8}\.css$/, ".css");
  }

  /** @param {string[]} styles */
  function swapStyles(styles) {
    styles.forEach(function (url) {
      document.querySelectorAll("link[rel=stylesheet]").forEach(function (element) {
        var link = /** @type {HTMLLinkElement} */ (element);
        var path = new URL(link.href).pathname;
        if (path === url || plain(path) !== plain(url) || link.dataset.old) return;
        var fresh = /** @type {HTMLLinkElement} */ (link.cloneNode());
        fresh.href = url;
        link.dataset.old = "true";
        var drop = function () { link.remove(); };
        // The old one goes when the new one is there: the page is never without.
        fresh.addEventListener("load", drop);
        fresh.addEventListener("error", drop);
        link.after(fresh);
      });
    });
  }

  // What lies over the page: errors, or the notice that the page is gone.

  /** @type {ShadowRoot | null} */
  var layer = null;

  /** The layer, apart from the page's own styles. */
  function overlay() {
    if (layer) return layer;
    var host = document.createElement("shuzhi-preview");
    layer = host.attachShadow({ mode: "open" });
    var styles = element("link", "");
    styles.setAttribute("rel", "stylesheet");
    styles.setAttribute("href", "/__shuzhi/preview.css");
    // Without its styles the layer would push the page about.
    host.style.display = "none";
    styles.addEventListener("load", function () { host.style.display = ""; });
    var box = element("div", "layer");
    box.lang = words("zh-CN", "en");
    layer.append(styles, box);
    document.body.append(host);
    return layer;
  }

  /** @param {string} tag @param {string} className @param {string} [text] */
  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /** Puts something into the layer in the place of what has the same name. @param {string} name @param {HTMLElement | null} made */
  function put(name, made) {
    if (!made && !layer) return;
    var box = /** @type {HTMLElement} */ (overlay().querySelector(".layer"));
    var old = box.querySelector("." + name);
    if (old) old.remove();
    if (made) box.append(made);
  }

  var shownErrors = "";

  /** @param {State} state */
  function showErrors(state) {
    var key = JSON.stringify(state.errors) + state.error_count;
    if (key === shownErrors) return;
    var isNew = shownErrors !== "" || stored(FOLDED) !== key;
    shownErrors = key;
    put("errors", state.error_count > 0 ? errorPanel(state, isNew ? "" : key) : null);
    if (state.error_count === 0) store(FOLDED, "");
  }

  /** @param {State} state @param {string} folded */
  function errorPanel(state, folded) {
    var panel = element("section", "errors");
    var count = words(state.error_count + "个错误", state.error_count + (state.error_count === 1 ? " error" : " errors"));
    panel.setAttribute("aria-label", words("预览：", "Preview: ") + count);
    var header = element("header", "");
    var title = element("p", "title", count);
    title.setAttribute("role", "status");
    var status = element("a", "", words("预览状态", "Status"));
    status.setAttribute("href", "/__shuzhi/");
    var button = element("button", "");
    button.setAttribute("type", "button");
    header.append(title, status, button);
    var list = element("div", "list");
    // What scrolls must be reached by the keyboard.
    list.tabIndex = 0;
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", count);
    list.append.apply(list, state.errors.map(errorItem));
    var left = state.error_count - state.errors.length;
    if (left > 0) list.append(element("p", "more", words("还有" + left + "个", left + " more")));
    panel.append(header, list);

    /** @param {boolean} isFolded */
    function fold(isFolded) {
      list.hidden = isFolded;
      panel.classList.toggle("folded", isFolded);
      button.textContent = isFolded ? words("展开", "Show") : words("收起", "Fold");
      button.setAttribute("aria-expanded", String(!isFolded));
      store(FOLDED, isFolded ? shownErrors : "");
    }
    button.addEventListener("click", function () { fold(!list.hidden); });
    panel.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        fold(true);
        button.focus();
      }
    });
    fold(folded !== "");
    return panel;
  }

  /** @param {Problem} problem */
  function errorItem(problem) {
    var item = element("article", "");
    var word = problem.severity === "error" ? words("错误", "error") : words("警告", "warning");
    var title = element("p", "message");
    title.append(element("strong", "", word), " ", problem.message);
    var place = problem.path + (problem.line ? ":" + problem.line + ":" + problem.column : "");
    item.append(title, element("p", "place", place));
    if (problem.text !== null) item.append(sourceLine(problem));
    item.append(element("p", "help", problem.help));
    return item;
  }

  /** The source line with what is meant marked. @param {Problem} problem */
  function sourceLine(problem) {
    var characters = Array.from(problem.text || "");
    var start = Math.max(0, (problem.column || 1) - 1 - (problem.skipped || 0));
    var end = start + (problem.width || 0);
    var line = element("pre", "");
    line.append(problem.skipped ? "…" : "", characters.slice(0, start).join(""));
    if (end > start) line.append(element("mark", "", characters.slice(start, end).join("") || " "));
    line.append(characters.slice(end).join(""));
    return line;
  }

  /** @param {boolean} isGone */
  function showNotice(isGone) {
    if (!isGone) {
      put("notice", null);
      return;
    }
    var notice = element("p", "notice", words("此页已不存在。", "This page is no longer there. "));
    notice.setAttribute("role", "status");
    var home = element("a", "", words("回首页", "Home"));
    var link = document.querySelector("a.site-name");
    home.setAttribute("href", (link && link.getAttribute("href")) || "/");
    notice.append(home);
    put("notice", notice);
  }

  // How changes are heard of.

  /** @param {number} latest */
  function hear(latest) {
    if (latest !== version) ask();
  }

  function listen() {
    var tabs = new BroadcastChannel("shuzhi-events");
    tabs.onmessage = function (event) { hear(event.data); };
    // Held until this tab goes; then the next tab's turn comes.
    navigator.locks.request("shuzhi-events", function () {
      var stream = new EventSource("/__shuzhi/events");
      stream.addEventListener("change", function (event) {
        var latest = JSON.parse(/** @type {MessageEvent} */ (event).data).version;
        tabs.postMessage(latest);
        hear(latest);
      });
      return new Promise(function () { /* for ever */ });
    });
  }

  function poll() {
    if (document.visibilityState === "visible") ask();
    setTimeout(poll, POLL);
  }

  restoreScroll();
  if (navigator.locks && window.BroadcastChannel && window.EventSource) {
    listen();
  } else {
    poll();
  }
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") ask();
  });
  addEventListener("pageshow", function (event) {
    if (event.persisted) ask();
  });
  // Errors there are already.
  ask();
})();
