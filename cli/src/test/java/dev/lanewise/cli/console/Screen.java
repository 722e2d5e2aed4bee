package dev.lanewise.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows of what is written to it; knows the few escape codes of {@link
 * ProgressLine} and no others. A window that becomes narrower wraps its lines.
 */
public final class Screen {

  private static final Pattern PIECE =
      Pattern.compile("\u001b\\[(\\?7|[0-9]*)([a-zA-Z])|\\r|\\n|[^\u001b\\r\\n]");

  private final int rows;
  private int columns;
  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private int line;
  private int column;
  private boolean wraps = true;

  /** An empty screen. */
  public Screen(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Shows what is written. */
  public void write(String text) {
    Matcher piece = PIECE.matcher(text);
    int end = 0;
    while (piece.find()) {
      if (piece.start() != end) {
        throw new IllegalArgumentException("unknown codes at " + end + " of " + text);
      }
      end = piece.end();
      switch (piece.group().charAt(0)) {
        case '\u001b' -> obey(piece.group(1), piece.group(2));
        case '\r' -> column = 0;
        case '\n' -> {
          column = 0;
          down();
        }
        default -> put(piece.group());
      }
    }
  }

  private void obey(String number, String command) {
    StringBuilder current = lines.get(line);
    switch (command) {
      case "A" -> line = Math.max(top(), line - Integer.parseInt(number));
      case "K" -> current.setLength(Math.min(current.length(), column));
      case "J" -> {
        current.setLength(Math.min(current.length(), column));
        lines.subList(line + 1, lines.size()).forEach(below -> below.setLength(0));
      }
      case "l" -> wraps = false;
      case "h" -> wraps = true;
      default -> throw new IllegalArgumentException("unknown code " + number + command);
    }
  }

  private int top() {
    return Math.max(0, lines.size() - rows);
  }

  private void down() {
    line++;
    if (line == lines.size()) {
      lines.add(new StringBuilder());
    }
  }

  private void put(String character) {
    if (column == columns && wraps) {
      column = 0;
      down();
    }
    StringBuilder current = lines.get(line);
    column = Math.min(column, columns - 1);
    while (current.length() <= column) {
      current.append(' ');
    }
    current.setCharAt(column, character.charAt(0));
    column++;
  }

  /** Makes the window narrower. */
  public void narrow(int width) {
    columns = width;
    List<StringBuilder> wrapped = new ArrayList<>();
    int cursor = 0;
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).toString();
      do {
        int end = Math.min(width, text.length());
        wrapped.add(new StringBuilder(text.substring(0, end)));
        text = text.substring(end);
      } while (!text.isEmpty());
      if (i == line) {
        cursor = wrapped.size() - 1;
      }
    }
    lines.clear();
    lines.addAll(wrapped);
    line = cursor;
    column = lines.get(line).length();
  }

  /** The lines from the top of the window on, without those that are empty at its end. */
  public List<String> shown() {
    return filled(lines.subList(top(), lines.size()));
  }

  /** These and what has left the window at its top. */
  public List<String> all() {
    return filled(lines);
  }

  private static List<String> filled(List<StringBuilder> lines) {
    List<String> texts =
        new ArrayList<>(lines.stream().map(text -> text.toString().stripTrailing()).toList());
    while (!texts.isEmpty() && texts.getLast().isEmpty()) {
      texts.removeLast();
    }
    return texts;
  }
}
