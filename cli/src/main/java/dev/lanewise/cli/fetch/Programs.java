package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The other programs of this machine, run without a shell and heard only when they fail. */
public final class Programs {

  private static final long MOST_MINUTES = 60;
  private static final long TICK_MILLIS = 200;
  private static final long KILL_MILLIS = 200;
  private static final int MOST_OUTPUT = 1 << 16;
  private static final int LONGEST_REASON = 240;

  private final List<Path> folders;

  /** Programs are looked for in the folders, first to last. */
  public Programs(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /** The programs on the {@code PATH}. */
  public static Programs onPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    List<Path> folders = new ArrayList<>();
    for (String folder : path.split(File.pathSeparator, -1)) {
      try {
        Path at = Path.of(folder);
        if (at.isAbsolute()) {
          folders.add(at);
        }
      } catch (InvalidPathException e) {
        // an entry that is no path holds no program
      }
    }
    return new Programs(folders);
  }

  /**
   * Finds a program.
   *
   * @throws IOException if it is missing
   */
  Path require(String program) throws IOException {
    return folders.stream()
        .map(folder -> folder.resolve(program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .orElseThrow(() -> new IOException("there is no " + program + " on the PATH"));
  }

  /**
   * Runs a program to its end and kills it, with what it started, if this thread is interrupted.
   *
   * @param folder where it runs; its output goes to a file there
   * @param whileRunning called a few times a second
   * @param command the program and its arguments
   * @throws IOException if the program is missing, fails or does not end within an hour
   */
  void run(Path folder, Runnable whileRunning, String... command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command));
    words.set(0, require(command[0]).toString());
    Path output = folder.resolve(command[0] + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("NO_COLOR", "1");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MOST_MINUTES);
      while (!process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        whileRunning.run();
        if (System.nanoTime() - end > 0) {
          throw new IOException("%s did not end in an hour".formatted(command[0]));
        }
      }
    } finally {
      kill(process);
    }
    if (process.exitValue() != 0) {
      fail(command[0], process.exitValue(), read(output));
    }
  }

  /** Kills the process and all it started, and waits until they write no more. */
  private static void kill(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, KILL_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }

  private static void fail(String program, int exitCode, String output) throws IOException {
    String reason = reason(output);
    String line = "%s ended with exit code %d: %s".formatted(program, exitCode, reason);
    IOException cause = new IOException(program + " printed:\n" + output);
    if (output.contains("ENOSPC") || output.contains("No space left on device")) {
      throw new CliException(ExitCode.RESOURCES, "no space left on the device: " + line, cause);
    }
    throw new IOException(line, cause);
  }

  /** The lines that tell of an error, or the last line. */
  private static String reason(String output) {
    List<String> lines = output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    List<String> errors = lines.stream().filter(Programs::tellsOfError).limit(2).toList();
    String reason =
        errors.isEmpty()
            ? (lines.isEmpty() ? "it printed nothing" : lines.getLast())
            : String.join("; ", errors);
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }

  private static boolean tellsOfError(String line) {
    return line.startsWith("E: ") || line.toLowerCase(Locale.ROOT).contains("err");
  }

  private static String read(Path output) throws IOException {
    try (var in = Files.newInputStream(output)) {
      return new String(in.readNBytes(MOST_OUTPUT), Charset.defaultCharset());
    }
  }
}
