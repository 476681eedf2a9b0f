/** One EventStoreDB node that a test started. */
export interface ServerNode {
  readonly port: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** One server that can go away and come back. */
export interface SingleServer {
  readonly port: number;
  readonly url: string;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerCluster {
  readonly nodes: readonly ServerNode[];
  readonly url: string;
  leader(): Promise<ServerNode>;
  stop(): Promise<void>;
}

export function freePort(): Promise<number>;
export function startNode(bin: string, options?: { readonly onDisk?: boolean }): Promise<SingleServer>;
export function startCluster(bin: string): Promise<ServerCluster>;
