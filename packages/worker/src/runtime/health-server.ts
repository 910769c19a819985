import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { healthPath, statusPath } from '@connector/shared';
import express from 'express';
import { ConnectorError } from '../errors.ts';

/**
 * Whether the worker is well, and if not, why, and whether a restart would help. Whoever restarts what is unwell looks at
 * that: a refused credential is as refused after a restart.
 */
export type Health =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly restartHelps: boolean };

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers `GET /health` with 200 or 503 and `GET /status` with JSON. Runs in the main thread, so that it answers at once
 * whatever the sync thread parses.
 * @throws ConnectorError of kind `configuration` when the port is taken
 */
export async function startHealthServer(options: {
  readonly port: number;
  readonly health: () => Health;
  readonly status: () => object;
}): Promise<HealthServer> {
  const app = express();
  app.disable('x-powered-by');
  app.get(healthPath, (_request, response) => {
    const health = options.health();
    response.status(health.ok ? 200 : 503).json({ status: health.ok ? 'healthy' : 'unhealthy', ...health });
  });
  app.get(statusPath, (_request, response) => {
    response.json(options.status());
  });
  app.use((_request, response) => {
    response.status(404).json({ error: 'not found', paths: [healthPath, statusPath] });
  });
  const server = await listen(app, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(app: express.Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, (error?: Error) => {
      if (error === undefined) resolve(server);
      else reject(portError(error, port));
    });
  });
}

function portError(error: Error & { code?: string }, port: number): ConnectorError {
  const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used: ${error.message}`;
  const message = `HEALTH_PORT is ${port}, which ${why}. Set the environment variable HEALTH_PORT to a free port, or to 0.`;
  return new ConnectorError({ code: 'health-port', kind: 'configuration', message }, { cause: error });
}
