package dev.lanewise.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the files of a data set in its folder. Some archives unpack each file into a folder of the
 * file's own name, as that of MNIST on Kaggle does, so those folders are searched too.
 */
final class DataFolder {

  private DataFolder() {}

  /**
   * The first regular file of these names in {@code folder}, or else in folders of these names.
   * Without one, the first entry that has such a name, for its reader to refuse.
   */
  static Optional<Path> find(Path folder, List<String> names) {
    return places(folder, names)
        .filter(Files::isRegularFile)
        .findFirst()
        .or(() -> names.stream().map(folder::resolve).filter(Files::exists).findFirst());
  }

  /** Where {@link #find} looks, in its order. */
  static Stream<Path> places(Path folder, List<String> names) {
    List<Path> here = names.stream().map(folder::resolve).toList();
    Stream<Path> inside =
        here.stream().filter(Files::isDirectory).flatMap(sub -> names.stream().map(sub::resolve));
    return Stream.concat(here.stream(), inside);
  }
}
