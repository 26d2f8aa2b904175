import { launchWebkit } from "../packaging/webkit.mjs";
import { describeBasics } from "./basics.mjs";

describeBasics("WebKit", launchWebkit);
