// Drags a task to another day of a board. The menu on each task does the same without it, and by keyboard.
"use strict";
(() => {
  const said = document.getElementById("said");
  const token = document.querySelector("#ticks [name=csrfmiddlewaretoken]").value;
  let dragged = null;

  const say = (words) => {
    said.classList.toggle("message-error", Boolean(words));
    said.textContent = words;
  };
  const aim = (day) => {
    for (const other of document.querySelectorAll(".is-aimed-at")) if (other !== day) other.classList.remove("is-aimed-at");
    if (day) day.classList.add("is-aimed-at");
  };
  const dayOf = (target) => dragged && target.closest("[data-day]");
  const tasksOf = (day) => {
    const found = day.querySelector(".board-tasks");
    if (found) return found;
    const made = document.createElement("ul");
    made.className = "board-tasks";
    day.append(made);
    return made;
  };
  const ask = async (task, day) => {
    try {
      return await fetch(task.dataset.move, {
        method: "POST",
        headers: { "X-CSRFToken": token, "HX-Request": "true" },
        body: new URLSearchParams({ to: day.dataset.day }),
      });
    } catch {
      return null;
    }
  };
  const move = async (task, day) => {
    const home = task.parentElement;
    const next = task.nextElementSibling;
    if (home.closest("[data-day]") === day) return;
    say("");
    const there = tasksOf(day);
    there.append(task);
    task.setAttribute("aria-busy", "true");
    const answer = await ask(task, day);
    if (answer && answer.status === 204) return location.reload();
    task.removeAttribute("aria-busy");
    home.insertBefore(task, next);
    if (!there.children.length) there.remove();
    say(answer && answer.status === 422 ? await answer.text() : said.dataset.failed);
  };

  // Its links are not dragged for themselves, and in an open menu the mouse is for the field.
  const prepare = () => {
    for (const task of document.querySelectorAll("[data-move]")) {
      task.draggable = true;
      for (const link of task.querySelectorAll("a")) link.draggable = false;
    }
  };
  prepare();
  document.addEventListener("htmx:afterSwap", prepare);
  document.addEventListener("toggle", (event) => {
    const task = event.target.closest("[data-move]");
    if (task) task.draggable = !event.target.open;
  }, true);
  document.addEventListener("dragstart", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-move]")) return;
    dragged = event.target;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.querySelector(".task-title").textContent);
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const day = dayOf(event.target);
    aim(day);
    if (day) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const day = dayOf(event.target);
    if (!day) return;
    event.preventDefault();
    move(dragged, day);
  });
  document.addEventListener("dragend", () => {
    aim(null);
    if (dragged) dragged.classList.remove("is-dragged");
    dragged = null;
  });
})();
