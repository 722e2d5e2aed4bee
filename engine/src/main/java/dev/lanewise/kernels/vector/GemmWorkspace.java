package dev.lanewise.kernels.vector;

/** The buffers and operands of one thread that computes rectangles of products. */
final class GemmWorkspace {

  private final BlockedGemm rectangle = new BlockedGemm(BlockSizes.OF_CACHES);
  private final SkinnyGemm narrow = new SkinnyGemm(rectangle);

  /** Computes one rectangle of a product. */
  void multiply(GemmProblem product, ThreadGrid grid, int piece) {
    int i0 = grid.rowFrom(piece);
    int i1 = grid.rowTo(piece);
    if (SkinnyGemm.is(product)) {
      narrow.multiply(product, i0, i1);
    } else {
      rectangle.multiply(product, i0, i1, grid.columnFrom(piece), grid.columnTo(piece));
    }
  }
}
