/**
 * A tunnel to a Service, as the runbook opens one: it names one pod of the Service when it is opened, and stays there.
 * kubernetes.io/docs/reference/kubectl/generated/kubectl_port-forward (2026-11)
 */
import { type ChildProcess, spawn } from "node:child_process";
import { PlatformProblem } from "../../driver/contract.js";
import { UserError } from "../../user-error.js";
import type { Named } from "./named.js";

/** The longest that a tunnel may take until it is open, in milliseconds. */
const opensWithinMilliseconds = 30_000;

/** A tunnel that is open. */
export interface Tunnel {
  /** Of this machine. */
  readonly port: number;
  isOpen(): boolean;
  close(): void;
}

/**
 * Opens one.
 * @param own port of this machine. @default - one that is free
 * @throws UserError where kubectl is not installed
 */
export function openTunnel(stack: Named, service: string, port: number, own?: number): Promise<Tunnel> {
  const { kubeconfig, context, namespace } = stack;
  const at = ["--kubeconfig", kubeconfig.replace(/^~(?=\/)/, process.env["HOME"] ?? "~"), "--context", context];
  const args = [
    ...at,
    "--namespace",
    namespace,
    "port-forward",
    "--address",
    "127.0.0.1",
    `service/${service}`,
    `${own ?? ""}:${port}`,
  ];
  const child: ChildProcess = spawn("kubectl", args, { env: process.env, stdio: ["ignore", "pipe", "pipe"] });
  let [said, wrong, isOpen] = ["", "", true];
  const refuse = (words: string) => {
    const isRight = /forbidden/i.test(words);
    const line = words.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
    const fix = isRight ? "run it as one of the spec's operators" : "see that its pods are ready: kubectl get pods";
    return new PlatformProblem(isRight ? "rights" : "unreachable", `no tunnel to ${service} was opened: ${line}`, fix);
  };
  return new Promise<Tunnel>((resolve, reject) => {
    const close = () => {
      isOpen = false;
      child.kill();
    };
    const patience = setTimeout(() => {
      close();
      reject(refuse("kubectl did not say that it forwards"));
    }, opensWithinMilliseconds);
    child.stderr?.on("data", (piece) => {
      wrong = (wrong + piece).slice(-2000);
    });
    child.stdout?.on("data", (piece) => {
      said = (said + piece).slice(-2000);
      const [, own] = /Forwarding from 127\.0\.0\.1:(\d+) ->/.exec(said) ?? [];
      if (own === undefined) return;
      clearTimeout(patience);
      resolve({ port: Number(own), isOpen: () => isOpen, close });
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(patience);
      isOpen = false;
      reject(
        error.code === "ENOENT"
          ? new UserError(["trial run needs kubectl here, which opens the tunnels; install it"])
          : error,
      );
    });
    child.on("close", () => {
      clearTimeout(patience);
      isOpen = false;
      reject(refuse(wrong));
    });
  });
}
