/** The {@code lanewise} command: its subcommands and what they print. */
package dev.lanewise.cli;
