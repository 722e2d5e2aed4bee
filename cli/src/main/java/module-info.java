/** The {@code lanewise} command. */
@SuppressWarnings("requires-automatic") // tomlj has no descriptor
module dev.lanewise.cli {
  requires dev.lanewise.engine;
  requires de.siegmar.fastcsv;
  requires info.picocli;
  // Resolves the Vector API for the engine, so that no flag is needed on the command line.
  requires jdk.incubator.vector;
  requires java.desktop; // ImageIO
  requires java.net.http;
  requires jdk.management; // flags of the JVM that make it slow
  requires jdk.unsupported; // sun.misc.Signal, for a second Ctrl-C
  requires org.apache.commons.compress;
  requires org.tomlj;
  requires tools.jackson.jr.ob;

  provides System.LoggerFinder with
      dev.lanewise.cli.console.WarningLines;

  opens dev.lanewise.cli to
      info.picocli;
  opens dev.lanewise.cli.options to
      info.picocli;
}
