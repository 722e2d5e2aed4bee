package dev.lanewise.bench.results;

import java.util.Locale;

/** An SVG picture in the making: lines, marks and text on white. */
final class Svg {

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  /** How text lies at its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  void line(double x1, double y1, double x2, double y2, String color, double thickness) {
    add(
        String.format(
            Locale.ROOT,
            "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
            x1,
            y1,
            x2,
            y2,
            color,
            thickness));
  }

  void dot(double x, double y, double radius, String color) {
    add(
        String.format(
            Locale.ROOT, "<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s'/>", x, y, radius, color));
  }

  void text(double x, double y, Anchor anchor, String color, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    add(
        String.format(
            Locale.ROOT,
            "<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s'>%s</text>",
            x,
            y,
            anchor.name().toLowerCase(Locale.ROOT),
            color,
            escaped));
  }

  private void add(String element) {
    body.append(element).append('\n');
  }

  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'"
                + " font-family='system-ui, sans-serif' font-size='11'>%n"
                + "<rect width='100%%' height='100%%' fill='white'/>%n",
            width,
            height,
            width,
            height)
        + body
        + "</svg>\n";
  }
}
