package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A tar.gz file from outside. Only regular files of known names are looked at; nothing in it
 * becomes a path, and links, devices and folders are passed over.
 */
final class TarGz {

  private static final int MOST_ENTRIES = 10_000;

  private TarGz() {}

  /** Takes a file out of the archive. */
  @FunctionalInterface
  interface Member {

    /**
     * Reads the file.
     *
     * @param name its name without folders
     * @param content its bytes; need not be read to the end
     */
    void read(String name, InputStream content) throws IOException;
  }

  /**
   * Puts the files of a set into a folder, whichever folder of the archive they are in.
   *
   * @throws IOException if the archive is damaged, lacks a file, has one twice or with other
   *     content
   */
  static void unpack(Path archive, ContentFolder into) throws IOException {
    read(archive, into.names(), into::put);
  }

  /**
   * Reads the files of the given names, in the order of the archive, up to the last of them.
   *
   * @throws IOException if the archive is damaged, lacks one or has one twice
   */
  static void read(Path archive, Set<String> names, Member member) throws IOException {
    Set<String> missing = new TreeSet<>(names);
    try (TarMeter unpacked = new TarMeter(GzipFile.open(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
      for (int entries = 0; !missing.isEmpty(); entries++) {
        unpacked.beginHeader();
        TarArchiveEntry entry = tar.getNextEntry();
        unpacked.endHeader();
        if (entry == null) {
          throw new IOException("lacks " + String.join(", ", missing));
        }
        if (entries == MOST_ENTRIES) {
          throw new IOException("has more than %d entries".formatted(MOST_ENTRIES));
        }
        if (entry.isSparse()) {
          throw new IOException("has a sparse file");
        }
        String name = baseName(entry);
        if (isRegular(entry) && names.contains(name)) {
          if (!missing.remove(name)) {
            throw new IOException("has a second " + name);
          }
          member.read(name, tar);
        }
        tar.transferTo(OutputStream.nullOutputStream()); // so that a header comes next
      }
    }
  }

  private static String baseName(TarArchiveEntry entry) {
    String name = entry.getName();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static boolean isRegular(TarArchiveEntry entry) {
    byte type = entry.getLinkFlag();
    return type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM;
  }
}
