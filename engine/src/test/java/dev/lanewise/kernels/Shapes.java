package dev.lanewise.kernels;

import java.util.function.BiConsumer;

/** The shapes that operations without a product are tested on. */
final class Shapes {

  private static final int MOST_COLUMNS = 4 * 16 + 3;
  private static final long ROOM = 4L << 20;

  private Shapes() {}

  /** Rows and columns of a matrix. */
  record Shape(int rows, int columns) {
    int size() {
      return rows * columns;
    }
  }

  /**
   * Runs a test on each remainder of columns by a vector, with changing paddings and offsets, on no
   * rows, and on a shape large enough for threads to share.
   */
  static void forEach(BiConsumer<Given, Shape> test) {
    Given given = new Given(1, ROOM);
    for (int columns = 0; columns <= MOST_COLUMNS; columns++) {
      given.reset();
      test.accept(given.layout(columns % 3, 4 * (columns * 5 % 16)), new Shape(3, columns));
    }
    given.reset();
    test.accept(given, new Shape(0, 5));
    given.reset();
    test.accept(given.layout(1, 4), new Shape(67, 1031));
  }
}
