package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * B of a product, block by block. Packing copies the block into panels of a tile's width, in which
 * the columns of one step of k are adjacent; without packing tiles read the matrix itself. Padding
 * past the last column has any value, and its products are not written to C.
 */
final class PackedB {

  private static final int L = Lanes.COUNT;
  private static final long W = (long) L << 2;

  // Steps of k that are packed of one panel before the next panel, so that reading touches few
  // pages.
  private static final int CHUNK = 4;

  private final Transposition transposition = new Transposition();
  private final Operand operand = new Operand();
  private MemorySegment packed = MemorySegment.NULL;
  private Matrix b = Operand.NONE;
  private boolean transposed;
  private boolean packAll;
  private Partition columns = new Partition();
  private int j;
  private int p;
  private int k;
  private long panelBytes; // from one panel to the next

  /**
   * Sets the matrix or, if {@code transposed}, the matrix whose transpose is B; a transpose is
   * always packed.
   */
  void set(Matrix b, boolean transposed, boolean pack) {
    this.b = b;
    this.transposed = transposed;
    this.packAll = transposed || pack;
  }

  /**
   * Sets the block of the columns that begin with {@code j} and of steps {@code p} to {@code p +
   * k}.
   */
  void block(int j, Partition columns, int p, int k) {
    this.columns = columns;
    this.j = j;
    this.p = p;
    this.k = k;
    // Squares of a transposition write whole vectors past the last step.
    long bytes = (long) columns.start(columns.count()) * (k + L) * Float.BYTES;
    if (packed.byteSize() < bytes) {
      packed = Workspace.scratch(bytes);
    }
  }

  /** Packs panels {@code from} to {@code to}, but not those that tiles read from the matrix. */
  void pack(int from, int to) {
    int steps = packAll && !transposed ? CHUNK : k;
    for (int q = 0; q < k; q += steps) {
      for (int panel = from; panel < to; panel++) {
        if (isPacked(panel)) {
          if (transposed) {
            packTransposed(panel);
          } else {
            pack(panel, q, Math.min(steps, k - q));
          }
        }
      }
    }
  }

  /** Whether a panel is packed. One that is read from the matrix must not end past its memory. */
  private boolean isPacked(int panel) {
    return packAll || Lanes.wholeRows(b, offset(panel, 0), k, columns.width(panel) / L) < k;
  }

  private long offset(int panel, int step) {
    return b.rowOffset(p + step) + ((long) (j + columns.first(panel)) << 2);
  }

  private long packedOffset(int panel, int step) {
    return ((long) columns.start(panel) * k + (long) step * columns.width(panel)) << 2;
  }

  private void pack(int panel, int step, int steps) {
    int width = columns.width(panel);
    long offset = offset(panel, step);
    long to = packedOffset(panel, step);
    int whole = Lanes.wholeRows(b, offset, steps, width / L);
    MemorySegment from = Lanes.known(b.segment());
    MemorySegment panels = Lanes.known(packed);
    if (width == 2 * L) { // the usual case, without an inner loop
      for (int q = 0; q < whole; q++) {
        FloatVector left = FloatVector.fromMemorySegment(FLOAT, from, offset, ORDER);
        FloatVector right = FloatVector.fromMemorySegment(FLOAT, from, offset + W, ORDER);
        left.intoMemorySegment(panels, to, ORDER);
        right.intoMemorySegment(panels, to + W, ORDER);
        offset += b.stride() << 2;
        to += 2 * W;
      }
    } else {
      for (int q = 0; q < whole; q++) {
        for (long at = 0; at < (long) width << 2; at += W) {
          FloatVector.fromMemorySegment(FLOAT, from, offset + at, ORDER)
              .intoMemorySegment(panels, to + at, ORDER);
        }
        offset += b.stride() << 2;
        to += (long) width << 2;
      }
    }
    for (int q = whole; q < steps; q++) {
      MemorySegment.copy(b.segment(), offset, packed, to, (long) columns.valid(panel) << 2);
      offset += b.stride() << 2;
      to += (long) width << 2;
    }
  }

  /**
   * Packs a panel in squares of L by L values. The last square may write into the next panel, which
   * is packed later.
   */
  private void packTransposed(int panel) {
    long stride = (long) columns.width(panel) << 2;
    int valid = columns.valid(panel);
    for (int r = 0; r < valid; r += L) {
      long from = b.rowOffset(j + columns.first(panel) + r) + ((long) p << 2);
      long to = packedOffset(panel, 0) + ((long) r << 2);
      for (int q = 0; q < k; q += L) {
        int width = Math.min(L, k - q);
        transposition.square(b, from, Math.min(L, valid - r), width, packed, to, stride);
        from += W;
        to += L * stride;
      }
    }
  }

  /**
   * Returns the operand of a panel. The next panel of the same width is packed if and only if this
   * one is.
   */
  Operand at(int panel) {
    int width = columns.width(panel);
    if (isPacked(panel)) {
      operand.segment = packed;
      operand.offset = packedOffset(panel, 0);
      operand.stride = (long) width << 2;
      panelBytes = operand.stride * k;
    } else {
      operand.segment = b.segment();
      operand.offset = offset(panel, 0);
      operand.stride = b.stride() << 2;
      panelBytes = (long) width << 2;
    }
    return operand;
  }

  /** Sets the distance to the next tile: none if it is below ({@code down}), else one panel. */
  void setNext(boolean down) {
    operand.nextOffset = down ? 0 : panelBytes;
  }
}
