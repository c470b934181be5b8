/** The two modules of the host that the page offers to packs, as far as `host.js` uses them. */

declare module "*/scripts/app.js" {
  export const app: {
    registerExtension(extension: object): void;
    canvas?: { graph?: Graph; ds?: { scale: number } };
    graph?: Graph;
    extensionManager?: {
      setting?: { get(id: string): unknown; set(id: string, value: unknown): Promise<void> };
      toast?: { add(message: { severity: string; summary: string; detail?: string; life?: number }): void };
    };
  };
}

declare module "*/scripts/api.js" {
  export const api: {
    fetchApi(route: string, options?: RequestInit): Promise<Response>;
    getEmbeddings(): Promise<string[]>;
  };
}

interface Graph {
  nodes?: GraphNode[];
  _nodes?: GraphNode[];
  subgraphs?: Map<string, Graph>;
  inputs?: { name: string; linkIds?: number[] }[];
  getNodeById(id: string | number): GraphNode | null | undefined;
  getLink?(id: number): { target_id: string | number; target_slot: number } | null | undefined;
}

interface GraphNode {
  id: string | number;
  type?: string;
  subgraph?: Graph;
  inputs?: { name: string; widget?: { name: string } }[];
  widgets?: GraphWidget[];
  getInputNode?(slot: number): GraphNode | null | undefined;
  constructor: { nodeData?: { input?: Record<string, Record<string, unknown[]>> } } & Function;
}

interface GraphWidget {
  name: string;
  label?: string;
  type?: string;
  value?: unknown;
  element?: HTMLElement;
  sourceNodeId?: string | number;
  sourceWidgetName?: string;
}
