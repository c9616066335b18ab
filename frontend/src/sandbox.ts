import "./sandbox.css";
