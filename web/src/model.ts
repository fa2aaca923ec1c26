// What src/html/classify_page.cpp writes for this script.

/** x, y, cluster (-1: none), packages, calls (positions), whether there are more calls. */
export type Sequence = [number, number, number, number, number[], boolean];

/** Name, version, sequence, family (-1: none), category (-1: none), verdict, behaviours (positions, strongest first). */
export type Package = [string, string, number, number, number, string, number[]];

export interface Classified {
  calls: string[];
  sequences: Sequence[];
  packages: Package[];
  clusters: { label: string; category: number }[];
  families: string[];
  categories: string[];
  behaviours: string[];
}

export const clusterLabel = (data: Classified, cluster: number): string =>
  cluster < 0 ? "in no cluster" : `${cluster} · ${data.clusters[cluster].label}`;

export const categoryLabel = (data: Classified, category: number): string =>
  category < 0 ? "no category" : data.categories[category];
