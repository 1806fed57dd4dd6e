// The browser's side of `shuzhi serve`: reloads a page when its own bytes changed, swaps style sheets, shows errors.
//
// One tab, the leader, listens to the server and tells the others: a browser opens no more than six connections to
// a host, and an event stream keeps one for good.
(function () {
  "use strict";

  /** @typedef {{severity: string, code: string, message: string, help: string | null, path: string, line: number | null,
   *   column: number | null, width: number | null, text: string | null, skipped: number | null}} Problem */
  /** @typedef {{version: number, page: string | null, styles: string[], follow: string | null, followed: number,
   *   error_count: number, errors: Problem[]}} State */

  var script = /** @type {HTMLScriptElement} */ (document.currentScript);
  var identity = script.dataset.page || "";
  var version = Number(script.dataset.version);
  var isChinese = script.dataset.language !== "en";
  var POLL = 1000;
  var HOST = "shuzhi-preview";
  var PLACE = "shuzhi-place";
  var FOLDED = "shuzhi-folded";
  /** Said instead of a version when the server may be another than before: versions begin anew. */
  var ANEW = 0;

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
      .then(function (response) {
        if (response.ok) return response.json();
        // Too many asked at once.
        if (response.status === 503) setTimeout(ask, POLL);
        return null;
      })
      .catch(function () { return null; /* The server is gone; the stream tells when it is back. */ })
      .then(function (state) { if (state) show(state); })
      .then(asked, function (error) {
        // A fault in showing is seen in the console, and the next change is shown all the same.
        asked();
        throw error;
      });
  }

  function asked() {
    isAsking = false;
    if (asksAgain) ask();
  }

  /** @param {State} state */
  function show(state) {
    var before = version;
    version = state.version;
    if (window.shuzhi && window.shuzhi.index) window.shuzhi.index.forget();
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
    store(PLACE, JSON.stringify([location.pathname, scrollX, scrollY, focused()]));
    location.reload();
  }

  /** Goes back to where the page was before it was reloaded. */
  function restorePlace() {
    var kept = stored(PLACE);
    if (!kept) return;
    store(PLACE, "");
    var place = JSON.parse(kept);
    if (place[0] !== location.pathname) return;
    var before = history.scrollRestoration;
    history.scrollRestoration = "manual";
    var restore = function () { scrollTo(place[1], place[2]); };
    if (place[3]) focus(place[3][0], place[3][1]);
    restore();
    // Pictures and fonts may move the text once more.
    addEventListener("load", function () {
      restore();
      requestAnimationFrame(function () { history.scrollRestoration = before; });
    });
  }

  /** What has the focus, as a selector and a place among all that it finds. @returns {[string, number] | null} */
  function focused() {
    var active = document.activeElement;
    if (!active || active === document.body || active.localName === HOST || !showsFocus(active)) return null;
    var href = active.getAttribute("href");
    var selector = active.id ? "#" + CSS.escape(active.id) : active.localName + (href ? "[href=" + CSS.escape(href) + "]" : "");
    return [selector, Array.from(document.querySelectorAll(selector)).indexOf(active)];
  }

  /** Whether one sees that it has the focus: after a click on a link one does not. @param {Element} active */
  function showsFocus(active) {
    try {
      return active.matches(":focus-visible");
    } catch (error) {
      return true; // Chromium before 86
    }
  }

  /** @param {string} selector @param {number} at */
  function focus(selector, at) {
    var found = /** @type {HTMLElement | undefined} */ (document.querySelectorAll(selector)[at]);
    if (found) found.focus({ preventScroll: true });
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

  /** The path of a style sheet's address, or nothing where there is none. @param {HTMLLinkElement} link */
  function pathOf(link) {
    var address = document.createElement("a");
    address.href = link.href;
    return address.pathname;
  }

  function sheets() {
    return /** @type {HTMLLinkElement[]} */ (Array.from(document.querySelectorAll("link[rel=stylesheet]")));
  }

  /** @param {string[]} styles */
  function swapStyles(styles) {
    styles.forEach(function (url) {
      sheets().forEach(function (link) {
        var path = pathOf(link);
        if (path !== url && plain(path) === plain(url) && !link.dataset.old) swapStyle(link, url);
      });
    });
  }

  /** The old style sheet goes when the new one is there: the page is never without. @param {HTMLLinkElement} link @param {string} url */
  function swapStyle(link, url) {
    var fresh = /** @type {HTMLLinkElement} */ (link.cloneNode());
    fresh.href = url;
    link.dataset.old = "true";
    fresh.addEventListener("load", function () {
      // With those that were not there yet when the next came.
      var all = sheets();
      all.slice(0, all.indexOf(fresh)).forEach(function (other) {
        if (other.dataset.old && plain(pathOf(other)) === plain(url)) other.remove();
      });
    });
    fresh.addEventListener("error", function () {
      if (!fresh.dataset.old) delete link.dataset.old;
      fresh.remove();
    });
    link.after(fresh);
  }

  // What lies over the page: errors, or the notice that the page is gone.

  /** @type {HTMLElement | null} */
  var layer = null;

  /** The layer, apart from the page's own styles. */
  function overlay() {
    if (layer) return layer;
    var host = document.createElement(HOST);
    var styles = element("link", "");
    var box = element("div", "layer");
    styles.setAttribute("rel", "stylesheet");
    styles.setAttribute("href", "/__shuzhi/preview.css");
    // Without its styles the layer would push the page about; without any it is better than nothing.
    box.style.display = "none";
    var unveil = function () { box.style.display = ""; };
    styles.addEventListener("load", unveil);
    styles.addEventListener("error", unveil);
    box.lang = words("zh-CN", "en");
    var said = element("p", "said");
    said.setAttribute("role", "status");
    box.append(said);
    host.attachShadow({ mode: "open" }).append(styles, box);
    document.body.append(host);
    layer = box;
    return box;
  }

  /** Lets screen readers say something. What they are to hear must change while they listen. @param {string} text */
  function announce(text) {
    var said = /** @type {HTMLElement} */ (overlay().querySelector(".said"));
    setTimeout(function () { said.textContent = text; }, 200);
  }

  /** @param {string} tag @param {string} className @param {string} [text] */
  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // The errors.

  /** @typedef {{box: HTMLElement, title: HTMLElement, list: HTMLElement, button: HTMLElement}} Panel */

  /** @type {Panel | null} */
  var panel = null;
  var shownErrors = "";
  /** What the fold is remembered by. */
  var foldKey = "";

  /** @param {State} state */
  function showErrors(state) {
    var shown = JSON.stringify([state.error_count, state.errors]);
    if (shown === shownErrors) return;
    shownErrors = shown;
    if (state.error_count === 0) {
      hideErrors();
      return;
    }
    foldKey = JSON.stringify([state.error_count, state.errors.map(errorKey)]);
    if (!panel) panel = makePanel();
    fillPanel(panel, state);
    fold(panel, !hasOtherErrors(state));
  }

  function hideErrors() {
    store(FOLDED, "");
    if (!panel) return;
    panel.box.remove();
    panel = null;
    announce(words("没有错误了", "No errors any more"));
  }

  /** An error without its place: lines move while one writes. @param {Problem} problem */
  function errorKey(problem) {
    return [problem.code, problem.path, problem.message].join(" ");
  }

  /** Whether there are other errors than when the panel was folded. @param {State} state */
  function hasOtherErrors(state) {
    var kept = stored(FOLDED);
    if (!kept) return true;
    var known = JSON.parse(kept);
    return state.error_count > known[0] || !state.errors.every(function (problem) { return known[1].includes(errorKey(problem)); });
  }

  function makePanel() {
    var made = { box: element("section", "errors"), title: element("h2", "title"), list: element("div", "list"), button: element("button", "") };
    var header = element("header", "");
    var status = element("a", "", words("预览状态", "Status"));
    status.setAttribute("href", "/__shuzhi/");
    made.button.setAttribute("type", "button");
    made.button.addEventListener("click", function () { fold(made, !made.list.hidden); });
    // What scrolls must be reached by the keyboard.
    made.list.tabIndex = 0;
    made.list.setAttribute("role", "group");
    header.append(made.title, status, made.button);
    made.box.append(header, made.list);
    overlay().append(made.box);
    return made;
  }

  /** @param {Panel} panel @param {State} state */
  function fillPanel(panel, state) {
    var count = words(state.error_count + "个错误", state.error_count + (state.error_count === 1 ? " error" : " errors"));
    var left = state.error_count - state.errors.length;
    panel.box.setAttribute("aria-label", words("预览：", "Preview: ") + count);
    panel.title.textContent = count;
    panel.list.setAttribute("aria-label", count);
    panel.list.textContent = "";
    panel.list.append.apply(panel.list, state.errors.map(errorItem));
    if (left > 0) panel.list.append(element("p", "more", words("还有" + left + "个", left + " more")));
    announce(words("预览：", "Preview: ") + count);
  }

  /** @param {Panel} panel @param {boolean} isFolded */
  function fold(panel, isFolded) {
    // The focus does not vanish with the list.
    if (isFolded && panel.list.contains(/** @type {ShadowRoot} */ (panel.list.getRootNode()).activeElement)) panel.button.focus();
    panel.list.hidden = isFolded;
    panel.box.classList.toggle("folded", isFolded);
    panel.button.textContent = isFolded ? words("展开", "Show") : words("收起", "Fold");
    panel.button.setAttribute("aria-expanded", String(!isFolded));
    store(FOLDED, isFolded ? foldKey : "");
  }

  document.addEventListener("keydown", function (event) {
    // While an input method composes, Escape is its own.
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented && panel) fold(panel, true);
  });

  /** @param {Problem} problem */
  function errorItem(problem) {
    var item = element("article", "");
    var word = problem.severity === "error" ? words("错误", "error") : words("警告", "warning");
    var title = element("p", "message");
    title.append(element("strong", "", word), " ", problem.message);
    var place = [problem.path, problem.line, problem.column].filter(Boolean).join(":");
    item.append(title, element("p", "place", place));
    if (problem.text !== null) item.append(sourceLine(problem));
    if (problem.help) item.append(element("p", "help", problem.help));
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

  /** @type {HTMLElement | null} */
  var notice = null;

  /** @param {boolean} isGone */
  function showNotice(isGone) {
    if (isGone === (notice !== null)) return;
    if (notice) {
      notice.remove();
      notice = null;
      announce("");
      return;
    }
    var text = words("此页已不存在。", "This page is no longer there. ");
    var home = element("a", "", words("回首页", "Home"));
    var link = document.querySelector("a.site-name");
    home.setAttribute("href", (link && link.getAttribute("href")) || "/");
    notice = element("p", "notice", text);
    notice.append(home);
    overlay().append(notice);
    announce(text);
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
      stream(function (latest) {
        tabs.postMessage(latest);
        hear(latest);
      }, false);
      return new Promise(function () { /* for ever */ });
    }).catch(poll);
  }

  /** @param {(latest: number) => void} tell @param {boolean} wasLost whether there was a stream before */
  function stream(tell, wasLost) {
    var events = new EventSource("/__shuzhi/events");
    events.addEventListener("open", function () {
      if (wasLost) tell(ANEW);
      wasLost = false;
    });
    events.addEventListener("change", function (event) {
      tell(JSON.parse(/** @type {MessageEvent} */ (event).data).version);
    });
    events.addEventListener("error", function () {
      wasLost = true;
      // The browser tries again by itself, but not after a refusal.
      if (events.readyState === EventSource.CLOSED) setTimeout(function () { stream(tell, true); }, POLL);
    });
  }

  function poll() {
    setTimeout(function () {
      if (document.visibilityState === "visible") ask();
      poll();
    }, POLL);
  }

  restorePlace();
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
