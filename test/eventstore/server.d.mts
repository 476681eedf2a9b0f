/** One EventStoreDB node that a test started. */
export interface ServerNode {
  readonly port: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerCluster {
  readonly nodes: readonly ServerNode[];
  readonly url: string;
  leader(): Promise<ServerNode>;
  stop(): Promise<void>;
}

export function freePort(): Promise<number>;
export function startNode(bin: string): Promise<ServerNode & { readonly url: string }>;
export function startCluster(bin: string): Promise<ServerCluster>;
