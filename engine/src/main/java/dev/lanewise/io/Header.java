package dev.lanewise.io;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The header of a safetensors file as {@link HeaderParser} read it. Each tensor fits its own type
 * and shape; {@link #inFileOrder} checks that together they are the data region.
 *
 * @param metadata the {@code __metadata__} entry in file order, empty if absent
 * @param tensors the tensors in file order of the header
 * @param digits index in the header of the first digit of the checksum, if there is one
 */
record Header(Map<String, String> metadata, Map<String, TensorInfo> tensors, OptionalInt digits) {

  /**
   * The tensors sorted by place.
   *
   * @param dataBytes size of the data region
   * @throws MalformedFileException if they leave a hole, overlap, or end before or after the region
   */
  List<Map.Entry<String, TensorInfo>> inFileOrder(Path file, long dataBytes)
      throws MalformedFileException {
    List<Map.Entry<String, TensorInfo>> ordered =
        tensors.entrySet().stream()
            .sorted(
                Map.Entry.comparingByValue(
                    Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end)))
            .toList();
    long end = 0;
    for (Map.Entry<String, TensorInfo> tensor : ordered) {
      if (tensor.getValue().begin() != end) {
        throw new MalformedFileException(
            file,
            "tensor " + Quoted.of(tensor.getKey()),
            "data begin at offset " + tensor.getValue().begin(),
            "offset " + end + ", right after the tensor before");
      }
      end = tensor.getValue().end();
    }
    if (end != dataBytes) {
      throw new MalformedFileException(
          file, "", "has %d bytes of data".formatted(dataBytes), end + ", as its tensors need");
    }
    return ordered;
  }
}
