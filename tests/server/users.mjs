/** Who may come in, and under which name the others see them. */
export class Users {
  #passcodes;
  #present = new Set();

  /** @param {Record<string, string>} passcodes login → passcode; every login not listed needs none */
  constructor(passcodes) {
    this.#passcodes = new Map(Object.entries(passcodes));
  }

  /** Whether this login may connect. The login `refused` never may, so that a page can show what happens. */
  admits(login, passcode) {
    if (login === "refused") return false;
    return !this.#passcodes.has(login) || this.#passcodes.get(login) === passcode;
  }

  /**
   * A display name nobody present has. Two people called Ana are told apart as "Ana" and "Ana (2)".
   * @param {string} login
   */
  enter(login) {
    let name = login;
    for (let copy = 2; this.#present.has(name); copy += 1) name = `${login} (${copy})`;
    this.#present.add(name);
    return name;
  }

  leave(name) {
    this.#present.delete(name);
  }
}
