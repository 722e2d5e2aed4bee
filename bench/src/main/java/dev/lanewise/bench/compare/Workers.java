package dev.lanewise.bench.compare;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The worker processes of one fork: started when first needed, one for each entrant. */
final class Workers implements AutoCloseable {

  private final List<String> ourJvmOptions;
  private final Map<Entrant, WorkerProcess> processes = new HashMap<>();
  private final WorkerProcess peak;

  /** No worker yet but the peak loop, which runs with our options: they set its vectors. */
  Workers(List<String> ourJvmOptions) throws IOException {
    this.ourJvmOptions = ourJvmOptions;
    this.peak = new WorkerProcess(Worker.PEAK, 1, ourJvmOptions, Map.of());
  }

  /** The worker of an entrant, a fresh one if the last has failed. */
  WorkerProcess of(Entrant entrant) throws IOException {
    WorkerProcess known = processes.get(entrant);
    if (known != null && !known.hasFailed()) {
      return known;
    }
    Map<String, String> environment =
        new HashMap<>(entrant.library().environment(entrant.threads()));
    environment.putAll(entrant.variant().environment());
    WorkerProcess started =
        new WorkerProcess(
            entrant.library().name(),
            entrant.threads(),
            entrant.isOurs() ? ourJvmOptions : List.of(),
            environment);
    processes.put(entrant, started);
    return started;
  }

  /** The FMA peak of {@code threads} threads, in GFLOPS. */
  double peakGflops(int threads, int millis) {
    return Double.parseDouble(
        peak.ask("peak " + threads + " " + millis)
            .orElseThrow(() -> new IllegalStateException("the peak loop " + peak.failure())));
  }

  /** Ends all of them. */
  @Override
  public void close() {
    peak.close();
    processes.values().forEach(WorkerProcess::close);
  }
}
