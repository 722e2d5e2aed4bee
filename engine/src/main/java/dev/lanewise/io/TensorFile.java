package dev.lanewise.io;

import dev.lanewise.memory.Matrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link Safetensors#read} found in a file. Immutable but for the matrices, whose memory
 * belongs to the workspace given to it.
 */
public final class TensorFile {

  private static final int MOST_NAMED = 10;

  private final Path file;
  private final Header header;
  private final Map<String, String> metadata;
  private final Map<String, Matrix> matrices;

  TensorFile(Path file, Header header, Map<String, Matrix> matrices) {
    this.file = file;
    this.header = header;
    this.matrices = matrices;
    this.metadata = new LinkedHashMap<>(header.metadata());
    metadata.remove(Safetensors.CHECKSUM_KEY);
  }

  /** The metadata in file order, without the checksum. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** Type, shape and place of every tensor, in the order of the header. */
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(header.tensors());
  }

  /**
   * Whether the file carried a checksum, which then matched. Without one (a file of another
   * program) damaged values cannot be told from sound ones.
   */
  public boolean checksummed() {
    return header.digits().isPresent();
  }

  /**
   * The values of an F32 tensor: (rows, columns), or (1, n) for a vector.
   *
   * @throws MalformedFileException if there is no such tensor, or it is of another type, rank or
   *     beyond the sizes of a matrix
   */
  public Matrix matrix(String name) throws MalformedFileException {
    Matrix matrix = matrices.get(name);
    if (matrix != null) {
      return matrix;
    }
    String place = "tensor " + Quoted.of(name);
    TensorInfo info = header.tensors().get(name);
    if (info == null) {
      throw new MalformedFileException(file, place, "is missing", "a tensor of this name");
    }
    throw new MalformedFileException(
        file,
        place,
        "has type %s and shape %s".formatted(info.dtype(), info.shape()),
        "F32 with one or two dimensions below 2^31");
  }

  /**
   * Demands that no value of an F32 tensor is NaN or infinite.
   *
   * @throws MalformedFileException as {@link #matrix}, or naming the first such value
   */
  public void requireFinite(String name) throws MalformedFileException {
    Matrix matrix = matrix(name);
    for (int row = 0; row < matrix.rows(); row++) {
      for (int column = 0; column < matrix.columns(); column++) {
        float value = matrix.get(row, column);
        if (!Float.isFinite(value)) {
          List<Integer> index = matrix.rows() == 1 ? List.of(column) : List.of(row, column);
          throw new MalformedFileException(
              file,
              "tensor " + Quoted.of(name),
              "value %s is %s".formatted(index, value),
              "finite numbers");
        }
      }
    }
  }

  /**
   * Demands that there are no other tensors than these.
   *
   * @param expected what these are, for the message
   * @throws MalformedFileException naming those that are too many, the first ten of them
   */
  public void requireOnly(Set<String> names, String expected) throws MalformedFileException {
    List<String> others = new ArrayList<>(header.tensors().keySet());
    others.removeAll(names);
    if (others.isEmpty()) {
      return;
    }
    List<String> first =
        others.subList(0, Math.min(MOST_NAMED, others.size())).stream().map(Quoted::of).toList();
    throw new MalformedFileException(
        file,
        "tensors " + String.join(", ", first),
        (first.size() < others.size() ? "and %d more ".formatted(others.size() - first.size()) : "")
            + "are not used",
        expected);
  }
}
