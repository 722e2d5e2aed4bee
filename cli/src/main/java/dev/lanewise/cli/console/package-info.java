/** How a command speaks to its caller: exit codes, errors, JSON, progress, signals and limits. */
package dev.lanewise.cli.console;
