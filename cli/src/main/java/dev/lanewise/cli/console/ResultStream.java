package dev.lanewise.cli.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The process's stdout, which remembers why it could not be written: its reader has left, as after
 * {@code | head -1}, or another failure, as on a full disk. A {@link PrintStream} tells neither.
 * Safe for concurrent use.
 */
public final class ResultStream extends OutputStream {

  private static final ResultStream STDOUT = new ResultStream();

  /** How far stdout has come. */
  private enum State {
    GOOD,
    READER_LEFT,
    FAILED
  }

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private volatile State state = State.GOOD;

  private ResultStream() {}

  /** From now on {@link System#out} writes through this. */
  public static void install() {
    System.setOut(new PrintStream(new BufferedOutputStream(STDOUT), false, StandardCharsets.UTF_8));
  }

  /** Whether nothing reads stdout any more: a pipe whose other end is closed. */
  public static boolean readerLeft() {
    return STDOUT.state == State.READER_LEFT;
  }

  /** Whether something could not be written, for whatever reason. */
  public static boolean lost() {
    return STDOUT.state != State.GOOD;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (state != State.GOOD) {
      return; // what is written after a failure is lost too
    }
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      // The JDK has no other name for EPIPE.
      boolean pipe = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
      state = pipe ? State.READER_LEFT : State.FAILED;
      throw e;
    }
  }
}
