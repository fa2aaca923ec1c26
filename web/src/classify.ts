import { readData } from "./dom";
import { enhanceFrame } from "./frame";
import { enhanceList } from "./list";
import { drawMap } from "./map";
import type { Classified } from "./model";
import { figureButtons } from "./save";
import { enhanceTables } from "./tables";
import { enhanceCharts } from "./tips";

const data = readData<Classified>();
enhanceFrame();
const map = drawMap(data);
enhanceList(data, (place) => map?.select(place, true));
enhanceTables();
enhanceCharts();
figureButtons();
