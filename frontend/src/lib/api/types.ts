import type { components } from './schema';

type Schemas = components['schemas'];

export type Client = Schemas['ClientSummary'];
export type Status = Schemas['Status'];
export type Hardware = Schemas['Hardware'];
export type Gpu = Schemas['Gpu'];
export type Telemetry = Schemas['Telemetry'];
export type GpuTelemetry = Schemas['GpuTelemetry'];
export type LoadedModel = Schemas['LoadedModel'];
export type InstalledModel = Schemas['InstalledModel'];
export type InstalledRow = Schemas['InstalledRow'];
export type ModelDetails = Schemas['ModelDetails'];
export type Job = Schemas['Job'];
export type JobState = Job['state'];
export type Operation = Job['operation'];
/** What people may file as jobs. */
export type ModelOperation = components['schemas']['JobsCreate']['operation'];
export type Target = Schemas['Target'];
export type Session = Schemas['Session'];
export type Info = Schemas['Info'];

export type Benchmark = Schemas['obt__server__benchmarks__schemas__Benchmark'];
export type BenchmarkSummary = Schemas['BenchmarkSummary'];
export type BenchmarkCreate = Schemas['BenchmarkCreate'];
export type BenchmarkCell = Schemas['BenchmarkCell'];
export type BenchmarkPart = Schemas['Part'];
export type MetricReport = Schemas['MetricReport'];
export type Curve = Schemas['Curve'];
export type WorkloadItem = Schemas['WorkloadItem'];

export type FleetEvent = Schemas['FleetEvent'];
export type Snapshot = Schemas['Snapshot'];
export type EventOf<T extends FleetEvent['type']> = Extract<FleetEvent, { type: T }>;
