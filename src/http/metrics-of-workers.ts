import { AggregatorRegistry, type Registry } from 'prom-client';

/** Lets a worker's numbers be read together with those of the other workers. */
export function shareMetrics(registry: Registry): void {
  AggregatorRegistry.setRegistries(registry);
  new AggregatorRegistry();
}

/** Reads the numbers of all workers, put together; null: not every one of them answered in time. Only where workers are kept. */
export function createMetricsOfWorkers(): () => Promise<string | null> {
  const all = new AggregatorRegistry();
  return () => all.clusterMetrics().catch(() => null);
}
