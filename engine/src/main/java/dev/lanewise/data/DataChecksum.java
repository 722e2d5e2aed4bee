package dev.lanewise.data;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells whether two data sets train the same: SHA-256 over the training part, then the validation
 * part; of each the number of samples and inputs, the samples row by row (bytes, or float32) and
 * the labels, all integers int32 and everything little-endian.
 */
public final class DataChecksum {

  private final MessageDigest digest;

  private DataChecksum(MessageDigest digest) {
    this.digest = digest;
  }

  /** The checksum, 64 lowercase hex digits. */
  public static String of(DataSet data) {
    return of(List.of(data.train()), List.of(data.validation()));
  }

  /**
   * The checksum of the data set that has training and validation part of this one as its training
   * part, in this order, and no validation part; see {@link Folds#whole}.
   */
  public static String ofTogether(DataSet data) {
    return of(List.of(data.train(), data.validation()), List.of(data.validation().none()));
  }

  private static String of(List<Split> train, List<Split> validation) {
    try {
      DataChecksum checksum = new DataChecksum(MessageDigest.getInstance("SHA-256"));
      checksum.add(train);
      checksum.add(validation);
      return HexFormat.of().formatHex(checksum.digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Adds one part of a data set that is given in pieces. */
  private void add(List<Split> pieces) {
    add(pieces.stream().mapToInt(Split::size).sum(), pieces.getFirst().inputs());
    pieces.forEach(piece -> addSamples(piece.samples()));
    pieces.forEach(piece -> addLabels(piece.labels()));
  }

  private void addSamples(Samples samples) {
    switch (samples) {
      case Pixels pixels -> addRows(pixels.segment(), pixels.rows(), pixels.columns());
      case Matrix matrix -> {
        for (int row = 0; row < matrix.rows(); row++) {
          long bytes = (long) matrix.columns() * Float.BYTES;
          addRows(matrix.segment().asSlice(matrix.rowOffset(row), bytes), 1, (int) bytes);
        }
      }
    }
  }

  private void addLabels(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      add(labels.get(i));
    }
  }

  private void add(int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    digest.update(bytes.array());
  }

  private void addRows(MemorySegment rows, int count, int rowBytes) {
    for (int row = 0; row < count; row++) {
      digest.update(rows.asSlice((long) row * rowBytes, rowBytes).asByteBuffer());
    }
  }
}
