package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A Debian package that holds the files of a set packed with gzip, fetched by the {@code apt-get}
 * of this machine from wherever that is configured to. Nothing is installed.
 *
 * @param name the package
 * @param folder where the files are in it, relative to the root
 */
record DebianPackage(String name, String folder) implements Source {

  @Override
  public String describe() {
    return "apt-get download " + name;
  }

  @Override
  public void fetch(FetchContext context) throws IOException, InterruptedException {
    Path work = context.privateFolder();
    context.programs().require("dpkg-deb");
    context.tellSource(describe());
    context.run(work, "apt-get", "download", name);
    Path archive = Folders.only(work, "*.deb");
    context.tellUnpacking();
    Path unpacked = Folders.create(work.resolve("unpacked"));
    context.run(work, "dpkg-deb", "-x", archive.toString(), unpacked.toString());
    for (ExpectedFile file : context.set().files()) {
      Path packed = unpacked.resolve(folder).resolve(file.packedName());
      GzipFile.unpack(packed, file.name(), context.content());
    }
  }
}
