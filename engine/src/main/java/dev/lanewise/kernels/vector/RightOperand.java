package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * B of a product, block by block: packed into panels of a tile's width, in which the columns of one
 * step of k lie side by side; or left where it is. What lies past the last column is whatever
 * stands there, and its products are not written.
 */
final class RightOperand {

  private static final int L = Lanes.COUNT;
  private static final long W = (long) L << 2;

  // Steps of k packed of one panel before the next: reading stays on as many pages.
  private static final int CHUNK = 4;

  private final Transposition transposition = new Transposition();
  private final Strip strip = new Strip();
  private MemorySegment packed = MemorySegment.NULL;
  private Matrix b = Strip.NONE;
  private boolean transposed;
  private boolean packAll;
  private Panels columns = new Panels();
  private int j;
  private int p;
  private int k;
  private long panelBytes; // from one panel to the next

  /** Goes on to another matrix, or its transpose, which is always packed. */
  void set(Matrix b, boolean transposed, boolean pack) {
    this.b = b;
    this.transposed = transposed;
    this.packAll = transposed || pack;
  }

  /** Goes on to the block of columns from {@code j} on and steps {@code p} to {@code p + k}. */
  void block(int j, Panels columns, int p, int k) {
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

  /** Packs some panels, as far as they are not read where they lie. */
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

  /** A panel that is read where it lies must not end past the matrix's memory. */
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

  /** Squares of L by L values; the last of each panel may write into the next one, packed later. */
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

  /** The columns of a panel; the next one, of the same width, is packed or not as this one. */
  Strip at(int panel) {
    int width = columns.width(panel);
    if (isPacked(panel)) {
      strip.segment = packed;
      strip.offset = packedOffset(panel, 0);
      strip.stride = (long) width << 2;
      panelBytes = strip.stride * k;
    } else {
      strip.segment = b.segment();
      strip.offset = offset(panel, 0);
      strip.stride = b.stride() << 2;
      panelBytes = (long) width << 2;
    }
    return strip;
  }

  /** The next tiles lie one below the other, or else side by side. */
  void goOn(boolean down) {
    strip.nextOffset = down ? 0 : panelBytes;
  }
}
