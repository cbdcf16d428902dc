import type { components, operations } from './schema';

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
export type ExportFormat = NonNullable<
	NonNullable<operations['exportBenchmark']['parameters']['query']>['format']
>;
export type TakenResult = Schemas['TakenResult'];
export type TakenSample = Schemas['TakenSample'];
export type Curve = Schemas['Curve'];
export type ClientHistory = Schemas['ClientHistory'];
export type Lately = Schemas['Lately'];
export type LogEntry = Schemas['LogEntry'];

export type WorkloadItem = Schemas['WorkloadItem'];
export type Workload = WorkloadItem['workload'];
/** What one machine measured of a model. */
export type Advised = Schemas['Advised'];
export type Verdicts = Schemas['Verdicts'];
export type PairVerdict = Schemas['PairVerdict'];
export type Comparison = Schemas['Comparison'];
export type GateReport = Schemas['GateReport'];
export type GateRow = Schemas['GateRow'];
export type Metric = PairVerdict['metric'];
export type Figure = Schemas['Figure'];
export type Leader = Schemas['Leader'];
export type PastPoint = Schemas['PastPoint'];

export type FleetEvent = Schemas['FleetEvent'];
export type Snapshot = Schemas['Snapshot'];
export type EventOf<T extends FleetEvent['type']> = Extract<FleetEvent, { type: T }>;

export type WorkloadBody = Schemas['WorkloadBody'];
export type PlaygroundCreate = Schemas['PlaygroundCreate'];
export type PlaygroundRun = Schemas['PlaygroundRun'];
export type PlaygroundUpdate = Schemas['PlaygroundUpdate'];
export type StreamEnd = Schemas['StreamEnd'];
export type ChatMessage = Schemas['ChatMessage'];
export type Vote = Schemas['Vote'];
export type PreferencePair = Schemas['PreferencePair'];
