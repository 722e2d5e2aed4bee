package dev.lanewise.train;

import dev.lanewise.memory.Matrix;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.Param;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest of a model's weights: SHA-256 over the little-endian float32 values of W1, b1, W2, b2,
 * …, row-major, without padding. NaN counts as the one value 0x7fc00000. Equal digests mean equal
 * parameters, bit for bit.
 */
public final class WeightsDigest {

  private WeightsDigest() {}

  /** The digest of a net's parameters, 64 lowercase hex digits. */
  public static String of(FullyConnectedNet net) {
    return of(net.params().stream().map(Param::value).toList());
  }

  /** The digest of parameters W1, b1, W2, b2, …. */
  public static String of(List<Matrix> values) {
    MessageDigest digest = sha256();
    for (Matrix value : values) {
      update(digest, value);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, Matrix matrix) {
    ByteBuffer row =
        ByteBuffer.allocate(matrix.columns() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < matrix.rows(); i++) {
      row.clear();
      for (int j = 0; j < matrix.columns(); j++) {
        row.putInt(Float.floatToIntBits(matrix.get(i, j))); // makes NaN canonical
      }
      digest.update(row.array());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
