package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.CliException;
import java.io.IOException;

/** One place that a data set can be had from; knows nothing of where the set goes. */
interface Source {

  /** The address or the command, as messages show it. */
  String describe();

  /**
   * Puts every file of the set into {@link FetchContext#content()}.
   *
   * @throws IOException if this source fails; another one may do
   * @throws CliException if the machine fails, as with a full disk: no source would do
   * @throws InterruptedException if the thread was interrupted
   */
  void fetch(FetchContext context) throws IOException, InterruptedException;
}
