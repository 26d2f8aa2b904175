import { launchFirefox } from "../packaging/firefox.mjs";
import { describeBasics } from "./basics.mjs";

describeBasics("Firefox", launchFirefox);
