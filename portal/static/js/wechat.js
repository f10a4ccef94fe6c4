// Inside WeChat alone: [data-wechat="openLocation"] shows #wechat-location on WeChat's own map, [data-wechat="scanQRCode"]
// scans, and a page that is shared carries its name and its address, neither a position nor a token.
// Until WeChat is ready, and wherever it is not, buttons stay hidden and links lead where they always lead.
const { sdk, config } = document.getElementById("wechat").dataset;
// iOS signs the address with which the page was entered, whatever history.replaceState made of it since.
const entered = location.href.split("#")[0];
const APIS = ["openLocation", "scanQRCode", "updateAppMessageShareData", "updateTimelineShareData"];

const POSITION = ["lng", "lat", "accuracy", "from", "to", "near", "bbox"];

function loaded(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("WeChat's script")));
    document.head.append(script);
  });
}

async function signed() {
  const [answer] = await Promise.all([fetch(`${config}?url=${encodeURIComponent(entered)}`), loaded(sdk)]);
  if (!answer.ok) throw new Error(`signature ${answer.status}`);
  const given = await answer.json();
  return new Promise((resolve, reject) => {
    window.wx.ready(resolve);
    window.wx.error(() => reject(new Error("wx.config")));
    window.wx.config({ ...given, debug: false, jsApiList: APIS });
  });
}

const DOES = {
  openLocation: (wx) => wx.openLocation(JSON.parse(document.getElementById("wechat-location").textContent)),
  scanQRCode: (wx) => wx.scanQRCode({ needResult: 0, scanType: ["qrCode"] }),
};

// /u/… opens one's own subscriptions to whoever has it.
function sharedAddress() {
  if (location.pathname.startsWith("/u/")) return `${location.origin}/`;
  const address = new URL(entered);
  for (const name of POSITION) address.searchParams.delete(name);
  return address.href;
}

function attach(wx) {
  for (const element of document.querySelectorAll("[data-wechat]")) {
    const does = DOES[element.dataset.wechat];
    if (element.dataset.wechat === "openLocation" && !document.getElementById("wechat-location")) continue;
    element.hidden = false;
    element.addEventListener("click", (event) => {
      event.preventDefault();
      does(wx);
    });
  }
  const [title, desc] = [document.title, document.querySelector(".brand")?.textContent.trim() ?? ""];
  const shared = { title, desc, link: sharedAddress(), imgUrl: "" };
  wx.updateAppMessageShareData(shared);
  wx.updateTimelineShareData(shared);
}

if (navigator.userAgent.includes("MicroMessenger")) {
  signed().then(() => attach(window.wx), (problem) => console.warn(problem.message));
}
