package dev.lanewise.data;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * 64 bits of each row: equal rows have the same, two different rows only by chance, one pair in
 * 2^64. They are two CRCs, since the JVM has machine code for these before it has compiled a loop.
 */
final class Fingerprints {

  private static final int CHUNK = 1 << 16; // bytes of a row copied at once

  private final CRC32 high = new CRC32();
  private final CRC32C low = new CRC32C();
  private final byte[] chunk = new byte[CHUNK];

  private Fingerprints() {}

  /** The fingerprint of each row, (N,). */
  static long[] of(Samples samples) {
    long columns = samples.columns();
    return switch (samples) {
      case Pixels pixels -> of(pixels.segment(), pixels.rows(), columns, columns);
      case Matrix matrix ->
          of(
              matrix.segment(),
              matrix.rows(),
              matrix.stride() * (long) Float.BYTES,
              columns * Float.BYTES);
    };
  }

  private static long[] of(MemorySegment segment, int rows, long stride, long bytes) {
    Fingerprints fingerprints = new Fingerprints();
    long[] all = new long[rows];
    for (int row = 0; row < rows; row++) {
      all[row] = fingerprints.of(segment, row * stride, bytes);
    }
    return all;
  }

  private long of(MemorySegment segment, long offset, long bytes) {
    high.reset();
    low.reset();
    for (long done = 0; done < bytes; done += CHUNK) {
      int count = (int) Math.min(CHUNK, bytes - done);
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset + done, chunk, 0, count);
      high.update(chunk, 0, count);
      low.update(chunk, 0, count);
    }
    return high.getValue() << 32 | low.getValue();
  }

  /** How many of {@code rows} are among {@code known}. */
  static int shared(long[] rows, long[] known) {
    Table table = new Table(rows.length);
    for (long row : rows) {
      table.add(row);
    }
    boolean[] found = new boolean[table.slots.length];
    for (long row : known) {
      found[table.slot(row)] = true;
    }
    int shared = 0;
    for (long row : rows) {
      shared += found[table.slot(row)] ? 1 : 0;
    }
    return shared;
  }

  /** How many of {@code rows} equal one before them. */
  static int repeated(long[] rows) {
    Table table = new Table(rows.length);
    int repeated = 0;
    for (long row : rows) {
      repeated += table.add(row) ? 0 : 1;
    }
    return repeated;
  }

  /** A set of fingerprints, at most half full; the low bits of one tell where to look for it. */
  private static final class Table {

    private static final int MOST_BITS = 30;

    private final long[] slots; // 0 is a free one
    private final int mask;

    Table(int most) {
      int bits = Integer.SIZE - Integer.numberOfLeadingZeros(most) + 1;
      this.slots = new long[1 << Math.min(MOST_BITS, bits)];
      this.mask = slots.length - 1;
    }

    /** Its slot, or the free one where it would stand. */
    int slot(long fingerprint) {
      int slot = (int) fingerprint & mask;
      while (slots[slot] != 0 && slots[slot] != fingerprint) {
        slot = slot + 1 & mask;
      }
      return slot;
    }

    /** Adds it; false if it was there. */
    boolean add(long fingerprint) {
      int slot = slot(fingerprint);
      boolean added = slots[slot] == 0;
      slots[slot] = fingerprint;
      return added;
    }
  }
}
