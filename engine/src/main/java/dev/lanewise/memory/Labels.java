package dev.lanewise.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Class ids of N samples, (N,), as off-heap int32. Slices share the memory. */
public final class Labels {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final MemorySegment segment;
  private final int size;

  private Labels(MemorySegment segment, int size) {
    this.segment = segment;
    this.size = size;
  }

  /**
   * Views native memory as labels.
   *
   * @throws IllegalArgumentException if the segment is on the heap or holds fewer than {@code size}
   *     int32 values
   */
  public static Labels of(MemorySegment segment, int size) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("labels need native memory, not a heap segment");
    }
    if (size < 0 || segment.byteSize() < (long) size * Integer.BYTES) {
      throw new IllegalArgumentException(
          "%d bytes do not hold %d labels".formatted(segment.byteSize(), size));
    }
    return new Labels(segment.asSlice(0, (long) size * Integer.BYTES), size);
  }

  /** Number of labels, N. */
  public int size() {
    return size;
  }

  /** The class id of sample {@code i}. */
  public int get(int i) {
    return segment.getAtIndex(INT, Objects.checkIndex(i, size));
  }

  /** Sets the class id of sample {@code i}. Modified: this. */
  public void set(int i, int label) {
    segment.setAtIndex(INT, Objects.checkIndex(i, size), label);
  }

  /** The labels {@code from} (inclusive) to {@code to} (exclusive), without copying. */
  public Labels slice(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    return new Labels(
        segment.asSlice((long) from * Integer.BYTES, (long) (to - from) * Integer.BYTES),
        to - from);
  }

  /**
   * How often each class occurs, (C,).
   *
   * @throws IllegalArgumentException if a label is none of the C classes
   */
  public long[] counts(int classes) {
    long[] counts = new long[classes];
    for (int i = 0; i < size; i++) {
      int label = get(i);
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label %d of sample %d is not one of %d classes".formatted(label, i, classes));
      }
      counts[label]++;
    }
    return counts;
  }

  /** A heap copy. */
  public int[] toArray() {
    return segment.toArray(INT);
  }
}
