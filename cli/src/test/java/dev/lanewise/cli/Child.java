package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command line in a JVM of its own, its output in files. */
final class Child implements AutoCloseable {

  /** The options of the JVM that the launcher gives too, from the same file. */
  static final List<String> JVM_OPTIONS =
      List.of("@" + CommandRun.home().resolve(CommandRun.JVM_OPTIONS));

  private static final long PATIENCE_SECONDS = 240; // runs without C2 take their time

  private final Process process;
  private final Path out;
  private final Path err;

  private Child(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** The command of a JVM with these options that runs {@link Main}. */
  static List<String> command(List<String> jvmOptions, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
    command.addAll(jvmOptions);
    command.add("-Dlanewise.home=" + CommandRun.home());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    Collections.addAll(command, args);
    return command;
  }

  /** Starts a command with its output going to files in {@code folder}. */
  static Child start(Path folder, List<String> command) throws IOException {
    Path out = Files.createTempFile(folder, "child", ".out");
    Path err = Files.createTempFile(folder, "child", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return new Child(process, out, err);
  }

  /** Runs a command to its end. */
  static CommandRun run(Path folder, List<String> command) throws Exception {
    try (Child child = start(folder, command)) {
      return child.end();
    }
  }

  /** Waits until something holds, while the child lives. */
  Child await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(process.isAlive(), () -> "ended before " + what + ": " + err());
      assertTrue(System.nanoTime() < deadline, () -> "waited too long for " + what);
      Thread.sleep(5);
    }
    return this;
  }

  /** Sends a signal by its name. */
  void signal(String name) throws Exception {
    String[] kill = {"kill", "-" + name, Long.toString(process.pid())};
    assertTrue(new ProcessBuilder(kill).start().waitFor() == 0, "kill -" + name);
  }

  boolean alive() {
    return process.isAlive();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  /** Waits for the end. */
  CommandRun end() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "does not end");
    return new CommandRun(process.exitValue(), out(), err());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it, unless it has ended. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
  }
}
