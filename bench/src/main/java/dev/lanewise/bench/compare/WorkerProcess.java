package dev.lanewise.bench.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The comparing side of a {@link Worker}: a process that is stopped whenever it is not asked. */
final class WorkerProcess implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 120;

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream commands;
  private String failure = "";

  /**
   * Starts a worker.
   *
   * @param library name of the library, or {@link Worker#PEAK}
   * @param environment variables beside those of this process, from which all that steer a BLAS are
   *     removed
   */
  WorkerProcess(
      String library, int threads, List<String> jvmOptions, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(
        List.of(
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Worker.class.getName(), library, String.valueOf(threads)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches("(OPENBLAS|BLIS|OMP|GOTO)_.*"));
    builder.environment().putAll(environment);
    process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** The answer to a command; empty if the process died or kept silent, see {@link #failure}. */
  Optional<String> ask(String command) {
    if (hasFailed()) {
      return Optional.empty();
    }
    Signals.resume(process);
    try {
      commands.println(command);
      Optional<String> answer =
          CompletableFuture.supplyAsync(this::readLine).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer.isPresent()) {
        Signals.pause(process);
        return answer;
      }
      process.waitFor(1, TimeUnit.SECONDS);
      failure = process.isAlive() ? "closed its output" : "died with " + process.exitValue();
    } catch (ExecutionException | TimeoutException e) {
      failure = "silent for " + PATIENCE_SECONDS + " s";
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    process.destroyForcibly();
    return Optional.empty();
  }

  /** Why it does not answer any more; empty if it does. */
  String failure() {
    return failure;
  }

  /** Whether it does not answer any more. */
  boolean hasFailed() {
    return !failure.isEmpty();
  }

  private Optional<String> readLine() {
    try {
      return Optional.ofNullable(answers.readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Ends the process. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
