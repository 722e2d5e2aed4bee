package dev.lanewise.kernels.vector;

/** What a thread needs to compute its rectangles of products. */
final class Multiplier {

  private final Rectangle rectangle = new Rectangle(Blocks.OF_CACHES);
  private final NarrowProduct narrow = new NarrowProduct(rectangle);

  /** Computes one rectangle of a product. */
  void multiply(Product product, Grid grid, int piece) {
    int i0 = grid.rowFrom(piece);
    int i1 = grid.rowTo(piece);
    if (NarrowProduct.is(product)) {
      narrow.multiply(product, i0, i1);
    } else {
      rectangle.multiply(product, i0, i1, grid.columnFrom(piece), grid.columnTo(piece));
    }
  }
}
