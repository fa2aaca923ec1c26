import { readData } from "./dom";
import { enhanceFrame, packageLists } from "./frame";
import { figureButtons } from "./save";
import { enhanceTables } from "./tables";
import { enhanceCharts } from "./tips";

enhanceFrame();
packageLists(readData<{ packages: string[] }>().packages ?? []);
enhanceTables();
enhanceCharts();
figureButtons();
