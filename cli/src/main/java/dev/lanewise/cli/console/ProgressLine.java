package dev.lanewise.cli.console;

import dev.lanewise.cli.console.Terminal.Size;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows the progress of a long task on stderr: on a terminal one line that is redrawn, elsewhere a
 * plain line for each phase, or nothing. A table may be shown above the line. All text is cut to
 * the terminal's size, which is read at each draw.
 */
public final class ProgressLine {

  /** Rows of a table that are shown where the terminal is high enough. */
  public static final int MOST_ROWS = 10;

  private static final int OTHER_LINES = 2; // header and line
  private static final long REDRAW_NANOS = 100_000_000;
  private static final String ERASE = "\r\u001b[K";
  private static final String CUT = "\u001b[?7l"; // what wraps could not be drawn over
  private static final String WRAP = "\u001b[?7h";

  private enum Style {
    NONE,
    PHASES,
    LINES, // a terminal that nothing can be drawn anew on
    REDRAWN
  }

  private final PrintWriter err;
  private final Supplier<Optional<Size>> terminal;
  private final Style style;
  private String phase = "";
  private long phaseStart = System.nanoTime();
  private String line = "";
  private List<String> table = List.of(); // above the line, a header first
  private int more; // rows that the table does not have
  private List<String> drawn = List.of(); // what stands there, line by line
  private long lastDrawn;

  /** Tells on {@code err}, if {@code on}, in the way that suits where stderr leads. */
  public ProgressLine(PrintWriter err, boolean on) {
    this(err, on, Terminal.STDERR::size, drawsNothing());
  }

  /** The same with a terminal, if there is one, that takes escape codes or does not. */
  ProgressLine(
      PrintWriter err, boolean on, Supplier<Optional<Size>> terminal, boolean withoutCodes) {
    this.err = err;
    this.terminal = terminal;
    this.style =
        !on
            ? Style.NONE
            : terminal.get().isEmpty() ? Style.PHASES : withoutCodes ? Style.LINES : Style.REDRAWN;
  }

  /** Whether the user's environment asks for no escape codes. */
  private static boolean drawsNothing() {
    String kind = Optional.ofNullable(System.getenv("TERM")).orElse("");
    String noColor = Optional.ofNullable(System.getenv("NO_COLOR")).orElse("");
    return kind.isEmpty() || kind.equals("dumb") || !noColor.isEmpty();
  }

  /** Whether lines are drawn anew, on a terminal. */
  public boolean redraws() {
    return style == Style.REDRAWN;
  }

  /** What a terminal shows until it is closed. */
  public interface Shown extends AutoCloseable {

    @Override
    void close();
  }

  /** Says on a terminal what is being done, for as long as it takes; elsewhere nothing. */
  public Shown show(String text) {
    switch (style) {
      case NONE, PHASES -> {}
      case LINES -> print(text);
      case REDRAWN -> draw(text);
    }
    return this::clear;
  }

  private void print(String text) {
    err.println(text);
    err.flush();
  }

  /** A new phase of the work; {@link #bytes} and {@link #tick} put theirs before its text. */
  public void phase(String text) {
    phase = text;
    phaseStart = System.nanoTime();
    switch (style) {
      case NONE -> {}
      case PHASES, LINES -> print(text);
      case REDRAWN -> draw(text);
    }
  }

  /** How far the phase is, on a terminal, and a few times a second only. */
  public void update(Supplier<String> text) {
    long now = System.nanoTime();
    if (style == Style.REDRAWN && (drawn.isEmpty() || now - lastDrawn >= REDRAW_NANOS)) {
      draw(text.get());
    }
  }

  /** How many bytes of the phase are done, of {@code total}, or of an unknown number if 0. */
  public void bytes(long done, long total) {
    update(() ->
        total > 0
            ? String.format(
                Locale.ROOT,
                "%.1f of %.1f MB (%d %%)  %s",
                done * 1e-6,
                total * 1e-6,
                100 * done / total,
                phase)
            : String.format(Locale.ROOT, "%.1f MB  %s", done * 1e-6, phase));
  }

  /** Shows how long the phase has taken, for a task whose progress is unknown. */
  public void tick() {
    update(() -> (System.nanoTime() - phaseStart) / 1_000_000_000 + " s  " + phase);
  }

  /**
   * A table that stands above the line from now on, on a terminal.
   *
   * @param lines its header and rows, the first {@link #MOST_ROWS} at most; none for no table
   * @param others how many rows there are besides
   */
  public void table(List<String> lines, int others) {
    table = List.copyOf(lines);
    more = others;
    if (!lines.isEmpty()) {
      update(() -> line);
    }
  }

  /**
   * Removes the line and the table, so that something else can be printed; drawing may go on
   * afterwards.
   */
  public void clear() {
    if (!drawn.isEmpty()) {
      err.print(erase(size().columns()));
      err.flush();
      drawn = List.of();
    }
  }

  private Size size() {
    return terminal.get().orElse(Terminal.USUAL);
  }

  /**
   * Up to the first line of what stands there, and all below away. A window that has become
   * narrower has wrapped what was wider.
   */
  private String erase(int columns) {
    int rows = drawn.stream().mapToInt(text -> rows(text, columns)).sum();
    return rows <= 1 ? ERASE : "\r\u001b[" + (rows - 1) + "A\u001b[J";
  }

  private static int rows(String text, int columns) {
    return Math.max(1, Math.ceilDiv(DisplayWidth.of(text), columns));
  }

  /** In one piece, so that lines wrap again whenever the command ends. */
  private void draw(String text) {
    line = text;
    Size size = size();
    List<String> lines = new ArrayList<>(fitting(size.rows()));
    lines.add(text);
    lines.replaceAll(row -> DisplayWidth.cut(row, size.columns()));
    err.print(erase(size.columns()) + CUT + String.join(System.lineSeparator(), lines) + WRAP);
    err.flush();
    drawn = lines;
    lastDrawn = System.nanoTime();
  }

  /** As much of the table as a terminal of so many rows has room for above the line. */
  private List<String> fitting(int rows) {
    int have = table.size() - 1;
    int room = rows - OTHER_LINES;
    if (have > room || more > 0) {
      room--; // for the line that says so
    }
    if (have < 1 || room < 1) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(table.subList(0, 1 + Math.min(have, room)));
    int left = more + Math.max(0, have - room);
    if (left > 0) {
      lines.add("… and " + left + " more");
    }
    return lines;
  }
}
