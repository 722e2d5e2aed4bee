package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.parallel.SplitKOrder;
import java.util.List;

/**
 * The sizes of a fused step, and whether its buffers fit the heap.
 *
 * @param inputs D
 * @param firstColumns outputs of the first layers of all nets, with padding between activations
 * @param widestLater outputs of the widest layer behind a first one, scores included; 0 if none
 * @param classes C
 */
record StepSizes(int inputs, int firstColumns, int widestLater, int classes) {

  /**
   * Columns of X in a block. A multiple of 64, the rows of a block of the L2 sum, of 12, the rows
   * of a tile, and of the rows that are updated at a time.
   */
  static final int X_BLOCK = 384;

  // Sums of squares, in double: of the weights, and of the gradient where a net clips.
  private static final long SQUARES = 4;

  // Beyond, a net trains by the plain operations: 256 MiB on the heap.
  private static final int MOST_FLOATS = 1 << 26;

  /**
   * Whether the packed operands take at most a quarter of the heap, and nothing is empty.
   *
   * @param nets widths of each net: its inputs, then the outputs of each layer
   */
  static boolean fits(List<List<Integer>> nets, int largestBatch, int threads) {
    if (largestBatch == 0 || nets.stream().flatMap(List::stream).anyMatch(width -> width == 0)) {
      return false;
    }
    List<Integer> any = nets.getFirst();
    int inputs = any.getFirst();
    int classes = any.getLast();
    long rows = largestBatch + (long) threads * RowGroups.MOST_ROWS;
    long first = (long) Lanes.COUNT * (nets.size() - 1); // each may have an activation of its own
    long floats = PackedRows.floats(1, inputs, X_BLOCK) * rows;
    int widest = 0;
    for (List<Integer> widths : nets) {
      first += widths.get(1);
      floats += 2L * rows * Lanes.padded(classes); // of the loss
      for (int i = 1; i + 1 < widths.size(); i++) {
        int width = widths.get(i + 1);
        boolean scores = i + 2 == widths.size();
        floats += scores ? 0 : PackedRows.floats(1, width, MicroKernel.KC) * largestBatch;
        floats += scores ? 0 : (long) Lanes.padded(width) * largestBatch; // products, where kept
        floats += SQUARES * Math.ceilDiv(widths.get(i), Kernels.L2_BLOCK_ROWS) * width;
        widest = Math.max(widest, width);
      }
    }
    if (Lanes.padded(widest) > MOST_FLOATS / RowGroups.MOST_ROWS
        || first > MOST_FLOATS / Math.max(largestBatch, RowGroups.MOST_ROWS)) {
      return false;
    }
    floats += PackedRows.floats(1, (int) first, MicroKernel.KC) * rows;
    floats += 3 * PackedRows.floats(1, widest, MicroKernel.KC) * threads * RowGroups.MOST_ROWS;
    floats += rows * (first + Lanes.COUNT);
    floats += SplitKOrder.bytes(largestBatch) / Float.BYTES;
    floats += SQUARES * Math.ceilDiv(inputs, Kernels.L2_BLOCK_ROWS) * first;
    return floats <= MOST_FLOATS
        && floats <= Runtime.getRuntime().maxMemory() / 4 / Float.BYTES
        && classes <= MicroKernel.KC;
  }
}
