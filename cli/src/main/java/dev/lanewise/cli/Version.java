package dev.lanewise.cli;

import dev.lanewise.kernels.Backends;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  /** The version of this program. */
  static String lanewise() {
    var descriptor = Version.class.getModule().getDescriptor();
    return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
  }

  @Override
  public String[] getVersion() {
    int bits = Backends.widestVectorBits();
    return new String[] {
      "lanewise " + lanewise(),
      "JDK " + Runtime.version(),
      bits > 0 ? "backend vector, " + bits + " bits" : "backend scalar"
    };
  }
}
