package dev.lanewise.cli.console;

import java.io.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells on stderr how far a long work is: on a terminal one line that is drawn anew, elsewhere a
 * plain line a phase, or nothing at all.
 */
public final class ProgressLine {

  private static final int MOST_ROWS = 10;
  private static final int OTHER_ROWS = 2; // how many more there are, and the line
  private static final long REDRAW_NANOS = 100_000_000;
  private static final String ERASE = "\r\u001b[K";
  private static final String CUT = "\u001b[?7l"; // what wraps could not be drawn over
  private static final String WRAP = "\u001b[?7h";

  private enum Style {
    NONE,
    PHASES,
    REDRAWN
  }

  private final PrintWriter err;
  private final Style style;
  private String phase = "";
  private long phaseStart = System.nanoTime();
  private String line = "";
  private List<String> table = List.of(); // above the line
  private int drawnAbove; // lines of it
  private boolean drawn;
  private long lastDrawn;

  /** Tells on {@code err}, if {@code on}, in the way that suits where stderr leads. */
  public ProgressLine(PrintWriter err, boolean on) {
    this(err, on, isTerminal());
  }

  /** The same with stderr known to be a terminal or not. */
  ProgressLine(PrintWriter err, boolean on, boolean terminal) {
    this.err = err;
    this.style = !on ? Style.NONE : terminal ? Style.REDRAWN : Style.PHASES;
  }

  private static boolean isTerminal() {
    Optional<Console> console = Optional.ofNullable(System.console());
    return console.map(Console::isTerminal).orElse(false) && !"dumb".equals(System.getenv("TERM"));
  }

  /** Whether lines are drawn anew, on a terminal. */
  public boolean redraws() {
    return style == Style.REDRAWN;
  }

  /** A new phase of the work; {@link #bytes} and {@link #tick} put theirs before its text. */
  public void phase(String text) {
    phase = text;
    phaseStart = System.nanoTime();
    switch (style) {
      case NONE -> {}
      case PHASES -> {
        err.println(text);
        err.flush();
      }
      case REDRAWN -> draw(text);
    }
  }

  /** How far the phase is, on a terminal, and a few times a second only. */
  public void update(Supplier<String> text) {
    long now = System.nanoTime();
    if (style == Style.REDRAWN && (!drawn || now - lastDrawn >= REDRAW_NANOS)) {
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

  /** Work of which nothing is known goes on: how long the phase has taken. */
  public void tick() {
    update(() -> (System.nanoTime() - phaseStart) / 1_000_000_000 + " s  " + phase);
  }

  /** How many rows a table may have, by the height of the terminal if the shell tells it. */
  public static int tableRows() {
    return tableRows(Optional.ofNullable(System.getenv("LINES")).orElse(""));
  }

  static int tableRows(String height) {
    return height.matches("[1-9][0-9]{0,3}")
        ? Math.clamp(Integer.parseInt(height) - OTHER_ROWS, 1, MOST_ROWS)
        : MOST_ROWS;
  }

  /**
   * A table that stands above the line from now on, on a terminal.
   *
   * @param rows the first of them, see {@link #tableRows}
   * @param more how many there are besides
   */
  public void table(List<String> rows, int more) {
    table = new ArrayList<>(rows);
    if (more > 0) {
      table.add("… and " + more + " more");
    }
    update(() -> line);
  }

  /**
   * Removes the line and the table, so that something else can be printed; drawing may go on
   * afterwards.
   */
  public void clear() {
    if (drawn) {
      err.print(erase());
      err.flush();
      drawn = false;
      drawnAbove = 0;
    }
  }

  private String erase() {
    return drawnAbove == 0 ? ERASE : "\r\u001b[" + drawnAbove + "A\u001b[J"; // up, then below
  }

  /** In one piece, so that lines wrap again whenever the command ends. */
  private void draw(String text) {
    line = text;
    StringBuilder all = new StringBuilder(erase()).append(CUT);
    table.forEach(row -> all.append(row).append(System.lineSeparator()));
    err.print(all.append(text).append(WRAP));
    err.flush();
    drawnAbove = table.size();
    drawn = true;
    lastDrawn = System.nanoTime();
  }
}
